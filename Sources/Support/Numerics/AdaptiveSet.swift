/// Regularised adaptive prediction sets: the most probable classes, one after another, until enough is certain.
///
/// Angelopoulos, Bates, Jordan, Malik: Uncertainty sets for image classifiers using conformal prediction (2021), with
/// U = 0: a class's score is the probability of all more probable classes plus a penalty for each rank beyond `free`, so
/// that the first class is always in the set and the same image always gets the same set.
package struct AdaptiveSet: Codable, Hashable, Sendable {
  /// λ: what each class beyond the first `free` ones costs.
  package let penalty: Double
  /// k_reg: so many classes cost nothing.
  package let free: Int

  package init(penalty: Double, free: Int) {
    self.penalty = penalty
    self.free = free
  }

  /// The classes in descending order of probability, equal ones in the order of the classes, each with its score.
  package func scores(_ probabilities: [Double]) -> [(index: Int, score: Double)] {
    var before = 0.0
    let order = probabilities.indices.sorted { (probabilities[$0], $1) > (probabilities[$1], $0) }
    return order.enumerated().map { place, index in
      defer { before += probabilities[index] }
      return (index, before + penalty * Double(max(place + 1 - free, 0)))
    }
  }

  /// The score of one class: what a threshold must reach for the class to be in the set.
  package func score(of label: Int, _ probabilities: [Double]) -> Double {
    scores(probabilities).first { $0.index == label }?.score ?? .infinity
  }

  /// The classes whose score is at most the threshold, most probable first; never empty.
  package func classes(_ probabilities: [Double], threshold: Double) -> [Int] {
    let scores = scores(probabilities)
    return scores.prefix(max(1, scores.prefix { $0.score <= threshold }.count)).map(\.index)
  }
}
