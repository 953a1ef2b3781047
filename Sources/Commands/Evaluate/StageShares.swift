import Foundation
import Taxonomy

/// How far images went through a model's cascade.
enum StageShares {
  /// How many images each stage answered; empty for a model without a cascade.
  static func counts(_ answers: some Sequence<Answer>) -> [Int] {
    var counts: [Int] = []
    for case let stage? in answers.map(\.stage) {
      if counts.isEmpty { counts = [Int](repeating: 0, count: stage.of) }
      if counts.indices.contains(stage.number - 1) { counts[stage.number - 1] += 1 }
    }
    return counts
  }

  /// For people: "1 of 3: 58.2 %, 2 of 3: 12.1 %, all: 29.7 %".
  static func text(_ counts: [Int]) -> String {
    let total = Double(max(counts.reduce(0, +), 1))
    return counts.enumerated().map { place, count in
      let name = place + 1 == counts.count ? "all" : "\(place + 1) of \(counts.count)"
      return String(format: "%@: %.1f %%", name, 100 * Double(count) / total)
    }.joined(separator: ", ")
  }
}
