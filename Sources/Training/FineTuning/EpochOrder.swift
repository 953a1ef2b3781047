import NeuralNetwork

/// Which images an epoch shows, in which order: the same for the same seed and epoch.
enum EpochOrder {
  /// Places of samples, as many as there are labels.
  ///
  /// Balanced, each place draws a class and then an image of it, so that all classes come equally often.
  static func places(
    labels: [Int], classes: Int, epoch: Int, seed: UInt64, balanced: Bool
  ) -> [Int] {
    var generator = SplitMix64(seed: seed)
    generator.mix(0x65_706f_6368)
    generator.mix(UInt64(epoch))
    guard balanced else {
      var order = Array(labels.indices)
      order.shuffle(using: &generator)
      return order
    }
    var members = [[Int]](repeating: [], count: classes)
    for (place, label) in labels.enumerated() { members[label].append(place) }
    members.removeAll(where: \.isEmpty)
    return labels.indices.map { _ in
      let group = members[Int.random(in: 0..<members.count, using: &generator)]
      return group[Int.random(in: 0..<group.count, using: &generator)]
    }
  }
}
