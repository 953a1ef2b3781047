import Imaging

/// One look at an image: what the net gave for one region of it.
package struct Look: Sendable {
  /// The part of the upright image that was looked at.
  package let region: Region
  /// Pooled features, `F` values.
  package let features: [Float]
  /// The backbone's own logits; empty when the net has no classifier of its own.
  package let ownLogits: [Float]
  /// Each net's last feature map, `F × side × side`, in the order of the features; empty where it wasn't asked for.
  let maps: [[Float]]
  /// The trained head's logits; empty when the net has none.
  package let logits: [Float]
}

extension Look {
  /// The last feature maps as one, `F × side × side`.
  package var map: [Float] { maps.count == 1 ? maps[0] : maps.flatMap { $0 } }

  /// Whether the features are the mean of the map over its cells, but for rounding.
  package var hasPooledFeatures: Bool {
    let map = map
    guard !features.isEmpty, !map.isEmpty else { return true }
    let cells = map.count / features.count
    guard cells > 0 else { return true }
    var (off, length) = (Float(0), Float(0))
    for (channel, feature) in features.enumerated() {
      let mean = map[(channel * cells)..<((channel + 1) * cells)].reduce(0, +) / Float(cells)
      off += (mean - feature) * (mean - feature)
      length += feature * feature
    }
    // In bf16 both are rounded.
    return off <= 2.5e-3 * length
  }
}

extension Look {
  /// For tests and tools: a look that no net took.
  package init(region: Region, features: [Float], map: [Float]) {
    self.init(region: region, features: features, ownLogits: [], maps: [map], logits: [])
  }
}
