extension Network {
  /// Whether the features are nothing but the map's mean over space, of each part where several nets are joined.
  package var hasPooledFeatures: Bool {
    guard let features = try? node(ofOutput: StandardOutput.features), let map = try? node(ofOutput: StandardOutput.map)
    else { return false }
    return isPooled(features, of: map)
  }

  private func isPooled(_ features: String, of map: String) -> Bool {
    guard let pool = nodes.first(where: { $0.name == features }) else { return false }
    switch pool.layer {
    case .globalAveragePool: return pool.inputs == [map]
    case .concatenate:
      guard let joined = nodes.first(where: { $0.name == map }), joined.inputs.count == pool.inputs.count else {
        return false
      }
      return zip(pool.inputs, joined.inputs).allSatisfy { isPooled($0, of: $1) }
    default: return false
    }
  }
}
