/// Counts of predicted against true classes.
package struct Confusion: Hashable, Sendable {
  package struct Pair: Hashable, Sendable {
    /// The index of the true class.
    package let truth: Int
    /// The index of the predicted class.
    package let answer: Int
    /// How many images of the true class were predicted so.
    package let images: Int

    package init(truth: Int, answer: Int, images: Int) {
      self.truth = truth
      self.answer = answer
      self.images = images
    }
  }

  private struct Cell: Hashable, Sendable { let truth: Int, answer: Int }
  private var counts: [Cell: Int] = [:]

  package init() {}

  /// Counts one image, by the indices of its class and of the predicted one.
  package mutating func accumulate(truth: Int, answer: Int) {
    counts[Cell(truth: truth, answer: answer), default: 0] += 1
  }

  /// Returns how many images of one class were predicted as another.
  package func images(truth: Int, answer: Int) -> Int { counts[Cell(truth: truth, answer: answer)] ?? 0 }

  /// The wrong answers, most frequent first, then by truth and answer.
  package func pairs(limit: Int = .max) -> [Pair] {
    let wrong = counts.filter { $0.key.truth != $0.key.answer }
    let pairs = wrong.map { Pair(truth: $0.key.truth, answer: $0.key.answer, images: $0.value) }
    return Array(
      pairs.sorted { ($1.images, $0.truth, $0.answer) < ($0.images, $1.truth, $1.answer) }.prefix(max(limit, 0)))
  }
}
