/// Which labels are probably wrong, by probabilities of models that were not trained on the images they are asked about.
///
/// Confident learning (Northcutt, Jiang, Chuang: Confident Learning: Estimating Uncertainty in Dataset Labels, 2021): a class is
/// believed where its probability is at least what images labelled so get on average.
package struct ConfidentLearning: Sendable {
  /// `rows × classes`, row by row.
  private let probabilities: [Float]
  private let labels: [Int]
  private let classes: Int

  /// - Parameters:
  ///   - probabilities: One for each class, row by row.
  ///   - labels: One per row.
  /// - Throws: `EvaluationError` where the counts don't fit.
  package init(probabilities: [Float], labels: [Int], classes: Int) throws(EvaluationError) {
    guard classes > 0, probabilities.count == labels.count * classes else {
      throw .wrongCount(expected: labels.count * classes, found: probabilities.count)
    }
    if let label = labels.first(where: { !(0..<classes).contains($0) }) {
      throw .unknownLabel(label, classes: classes)
    }
    (self.probabilities, self.labels, self.classes) = (probabilities, labels, classes)
  }

  /// The mean probability of each class over the images that are labelled so; nil for a class without any.
  package var thresholds: [Double?] {
    var sums = [Double](repeating: 0, count: classes)
    var counts = [Int](repeating: 0, count: classes)
    for (row, label) in labels.enumerated() {
      sums[label] += Double(probabilities[row * classes + label])
      counts[label] += 1
    }
    return zip(sums, counts).map { $1 > 0 ? $0 / Double($1) : nil }
  }

  /// Every image, the most doubtful label first: the one with the least probability of its own.
  package func doubts() -> [LabelDoubt] {
    let thresholds = thresholds.map { max($0 ?? .infinity, Self.leastThreshold) - Self.slack }
    return labels.indices.map { doubt(of: $0, thresholds) }.sorted {
      ($0.probability, $0.row) < ($1.probability, $1.row)
    }
  }

  private static let leastThreshold = 2e-6
  private static let slack = 1e-6

  private func doubt(of row: Int, _ thresholds: [Double]) -> LabelDoubt {
    let own = probabilities[(row * classes)..<((row + 1) * classes)]
    let start = own.startIndex
    var best = 0
    var believed: [Int] = []
    for c in 0..<classes {
      if own[start + c] > own[start + best] { best = c }
      if Double(own[start + c]) >= thresholds[c] { believed.append(c) }
    }
    let label = labels[row]
    // Of several believed ones, and of none, the likeliest class decides.
    let guess = believed.count == 1 ? believed[0] : believed.isEmpty ? label : best
    return LabelDoubt(
      row: row, label: label, likely: best, probability: Double(own[start + label]),
      likelyProbability: Double(own[start + best]), isWrong: guess != label && best != label)
  }
}

/// One image's label, as other images see it.
package struct LabelDoubt: Codable, Hashable, Sendable {
  /// The image's place among those asked about.
  package let row: Int
  /// The class that it is labelled as.
  package let label: Int
  /// The likeliest class.
  package let likely: Int
  /// The probability of its own label, from 0 to 1.
  package let probability: Double
  /// The probability of the likeliest class.
  package let likelyProbability: Double
  /// Whether the label is believed to be wrong.
  package let isWrong: Bool

  package init(
    row: Int, label: Int, likely: Int, probability: Double, likelyProbability: Double, isWrong: Bool
  ) {
    (self.row, self.label, self.likely) = (row, label, likely)
    (self.probability, self.likelyProbability, self.isWrong) = (probability, likelyProbability, isWrong)
  }
}

/// A data set's labels as its own images see them.
package struct DoubtedLabels: Sendable {
  /// The most doubtful first; their rows are places in the data set.
  package let doubts: [LabelDoubt]
  /// The classes that were told apart, by their places among the data set's.
  package let classes: [Int]
  /// The places of the images that were asked about.
  package let places: [Int]
  /// For each of these the probabilities of `classes`, row by row.
  package let probabilities: [Float]

  package init(doubts: [LabelDoubt], classes: [Int], places: [Int], probabilities: [Float]) {
    (self.doubts, self.classes, self.places, self.probabilities) = (doubts, classes, places, probabilities)
  }
}
