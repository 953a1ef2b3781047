/// Classes ordered so that those confused with one another are neighbours.
///
/// Agglomerative clustering with average linkage (UPGMA; Sokal, Michener 1958) by the nearest-neighbour chain (Murtagh
/// 1983), on the distance 1 − the greater share of one class's images that were answered with the other.
package struct ClassClustering: Sendable {
  /// The places of the classes, in the new order.
  package let order: [Int]
  /// The distances at which clusters were joined, ascending.
  package let heights: [Double]

  /// - Parameters:
  ///   - distances: Symmetric, `count × count`, row by row.
  package init(distances: [Double], count: Int) {
    var distances = distances
    var members = (0..<count).map { [$0] }
    var alive = Array(repeating: true, count: count)
    var chain: [Int] = []
    var heights: [Double] = []
    var left = count
    while left > 1 {
      if chain.isEmpty, let first = alive.firstIndex(of: true) { chain.append(first) }
      let tip = chain[chain.count - 1]
      let before = chain.count > 1 ? chain[chain.count - 2] : nil
      // Of equally near ones the one before the tip, so that the chain ends.
      var nearest = before ?? -1
      for other in 0..<count where alive[other] && other != tip {
        if nearest < 0 || distances[tip * count + other] < distances[tip * count + nearest] { nearest = other }
      }
      guard nearest == before else {
        chain.append(nearest)
        continue
      }
      chain.removeLast(2)
      let (kept, gone) = (min(tip, nearest), max(tip, nearest))
      heights.append(distances[kept * count + gone])
      let (a, b) = (Double(members[kept].count), Double(members[gone].count))
      for other in 0..<count where alive[other] && other != kept && other != gone {
        let mean = (a * distances[kept * count + other] + b * distances[gone * count + other]) / (a + b)
        distances[kept * count + other] = mean
        distances[other * count + kept] = mean
      }
      members[kept] += members[gone]
      alive[gone] = false
      left -= 1
    }
    order = alive.firstIndex(of: true).map { members[$0] } ?? []
    self.heights = heights.sorted()
  }

  /// The distances of classes by how they are confused.
  package static func distances(of confusion: Confusion, images: [Int]) -> [Double] {
    let count = images.count
    var distances = [Double](repeating: 1, count: count * count)
    for index in images.indices { distances[index * count + index] = 0 }
    for pair in confusion.pairs() where images[pair.truth] > 0 {
      let distance = 1 - Double(pair.images) / Double(images[pair.truth])
      for place in [pair.truth * count + pair.answer, pair.answer * count + pair.truth] {
        distances[place] = min(distances[place], distance)
      }
    }
    return distances
  }
}
