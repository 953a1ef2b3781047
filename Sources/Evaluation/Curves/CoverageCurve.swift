/// How many images are answered, and how many of those answers are wrong, by the probability from which on an answer is
/// given (the risk–coverage curve of El-Yaniv and Wiener, 2010).
package struct CoverageCurve: Sendable {
  package struct Point: Codable, Hashable, Sendable {
    /// Answers are given from this probability on.
    package let threshold: Double
    /// The share of all images that get an answer.
    package let coverage: Double
    /// The share of those answers that are wrong.
    package let error: Double

    package init(threshold: Double, coverage: Double, error: Double) {
      self.threshold = threshold
      self.coverage = coverage
      self.error = error
    }
  }

  private let confidences: [Double]
  /// How many of the first answers, the most confident first, are wrong.
  private let wrong: [Int]

  /// The curve of answers by the greatest probability, from 0 to 1, and by whether they were right.
  package init(_ answers: [(confidence: Double, isRight: Bool)]) {
    let sorted = answers.sorted { $0.confidence > $1.confidence }
    confidences = sorted.map(\.confidence)
    var count = 0
    wrong = sorted.map { answer in
      if !answer.isRight { count += 1 }
      return count
    }
  }

  /// Coverage and error where answers are given from `threshold` on; an error of 0 where none is.
  package func point(at threshold: Double) -> Point {
    // The first place whose confidence is below the threshold.
    var (low, high) = (0, confidences.count)
    while low < high {
      let middle = (low + high) / 2
      if confidences[middle] >= threshold { low = middle + 1 } else { high = middle }
    }
    return point(first: low, threshold: threshold)
  }

  /// One point for each different confidence, the most confident answers first, evenly thinned to at most `limit`.
  package func points(limit: Int = 200) -> [Point] {
    let ends = confidences.indices.filter { $0 + 1 == confidences.count || confidences[$0] != confidences[$0 + 1] }
    let step = max(1, (ends.count + limit - 1) / max(limit, 1))
    return ends.enumerated().filter { $0.offset % step == 0 || $0.offset == ends.count - 1 }.map { _, end in
      point(first: end + 1, threshold: confidences[end])
    }
  }

  private func point(first count: Int, threshold: Double) -> Point {
    Point(
      threshold: threshold, coverage: confidences.isEmpty ? 0 : Double(count) / Double(confidences.count),
      error: count > 0 ? Double(wrong[count - 1]) / Double(count) : 0)
  }
}
