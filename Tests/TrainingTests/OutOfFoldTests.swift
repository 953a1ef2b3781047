import Inference
import Support
import TestSupport
import Testing

@testable import Training

/// Probabilities of images by heads that were trained without them.
@Suite struct OutOfFoldTests {
  private func clouds(classes: Int, width: Int, perClass: Int, seed: UInt64) -> LabelledFeatures {
    var generator = SeededGenerator(seed: seed)
    let middle = (0..<(classes * width)).map { _ in Float.random(in: -1...1, using: &generator) }
    var features = LabelledFeatures(width: width)
    for number in 0..<(classes * perClass) {
      let label = number % classes
      let row = (0..<width).map { middle[label * width + $0] + Float.random(in: -0.8...0.8, using: &generator) }
      features.append(row[...], label: label)
    }
    return features
  }

  private let none = LinearClassifier(classes: 0, features: 12, rows: [], bias: [])

  @Test func copiesStayTogetherAndClassesAreSpreadEvenly() {
    let labels = (0..<200).map { $0 % 4 }
    let groups = (0..<200).map { $0 < 40 ? $0 / 8 * 4 + $0 % 4 : $0 + 1000 }
    let folds = OutOfFold.folds(labels, groups: groups, count: 5, seed: 7)
    #expect(Set(folds) == [0, 1, 2, 3, 4])
    for group in Set(groups) {
      #expect(Set(groups.indices.filter { groups[$0] == group }.map { folds[$0] }).count == 1)
    }
    for label in 0..<4 {
      let counts = (0..<5).map { fold in labels.indices.count { labels[$0] == label && folds[$0] == fold } }
      #expect(counts.max()! - counts.min()! <= 3)
    }
    #expect(folds == OutOfFold.folds(labels, groups: groups, count: 5, seed: 7))
    #expect(folds != OutOfFold.folds(labels, groups: groups, count: 5, seed: 8))
  }

  @Test func changedLabelsGetLittleProbability() throws {
    let clean = clouds(classes: 4, width: 12, perClass: 60, seed: 3)
    var noisy = LabelledFeatures(width: 12)
    let changed = Set(stride(from: 7, to: clean.count, by: 19))
    for row in 0..<clean.count {
      let label = changed.contains(row) ? (clean.labels[row] + 1) % 4 : clean.labels[row]
      noisy.append(try clean.row(row), label: label)
    }
    let found = try OutOfFold().probabilities(of: noisy, groups: Array(0..<noisy.count), classes: 4, own: none)
    #expect(found.count == noisy.count * 4)
    for row in 0..<noisy.count {
      #expect(abs(found[(row * 4)..<(row * 4 + 4)].reduce(0, +) - 1) < 1e-4)
    }
    let own = noisy.labels.indices.map { found[$0 * 4 + noisy.labels[$0]] }
    let least = own.indices.sorted { own[$0] < own[$1] }.prefix(changed.count)
    #expect(least.count { changed.contains($0) } >= changed.count - 1)
  }

  @Test func classesOfOneImageAreNoObstacle() throws {
    var few = clouds(classes: 2, width: 12, perClass: 6, seed: 3)
    few.append([Float](repeating: 9, count: 12)[...], label: 2)
    let found = try OutOfFold().probabilities(of: few, groups: Array(0..<few.count), classes: 3, own: none)
    #expect(found.allSatisfy { $0.isFinite && (0...1).contains($0) })
  }
}
