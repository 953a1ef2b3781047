import Support

/// Prediction sets that hold the right class with a stated probability, fitted on images that the model hasn't seen.
package struct ConformalFit: Codable, Hashable, Sendable {
  /// The share of sets that hold the right class, as promised.
  package let coverage: Double
  /// How a set is filled from probabilities.
  package let set: AdaptiveSet
  /// Classes up to this score are in the set.
  package let threshold: Double
  /// How many images the threshold was fitted on.
  package let images: Int
  /// The share of images whose set held their class, each half judged by the other, and the mean size of those sets.
  package let measured: Double
  /// The mean size of those sets.
  package let meanSize: Double

  private static let penalties = [0.001, 0.01, 0.1, 0.2, 0.5]

  /// The least number of images with which a coverage can be promised at all: the quantile's place must be among them.
  package static func least(for coverage: Double) -> Int { Int((coverage / (1 - coverage)).rounded(.up)) }

  /// The share that a threshold holds of all images varies with those it was fitted on: that many standard deviations are
  /// added, so that it is less than promised for one set of images in six, not for every second.
  package static let margin = 1.0

  /// Every fifth image chooses penalty and free classes (those of the smallest sets), the others the threshold: what
  /// chose the sets' shape can't also judge it. Nil where there are too few images for the coverage.
  ///
  /// - Parameters:
  ///   - probabilities: One distribution per image.
  ///   - coverage: Between 0 and 1.
  package static func fit(
    probabilities: [[Double]], labels: [Int], coverage: Double
  ) -> ConformalFit? {
    fit(labels: labels, coverage: coverage) { probabilities[$0] }
  }

  /// The same of distributions that are worked out again whenever they are needed, by the image's place.
  package static func fit(
    labels: [Int], coverage: Double, probabilities: (Int) -> [Double]
  ) -> ConformalFit? {
    let tuning = labels.indices.filter { $0 % 5 == 4 }
    let rest = labels.indices.filter { $0 % 5 != 4 }
    guard coverage > 0, coverage < 1, rest.count / 2 >= least(for: coverage) else { return nil }
    let shape = shape(tuning, probabilities, labels, coverage)
    func scores(_ places: [Int]) -> [Double] { places.map { shape.score(of: labels[$0], probabilities($0)) } }
    let spare = margin * (coverage * (1 - coverage) / Double(rest.count)).squareRoot()
    guard let threshold = quantile(of: scores(rest), coverage: coverage, spare: spare) else { return nil }
    var (held, sizes) = (0, 0)
    for half in 0...1 {
      let judged = rest.enumerated().filter { $0.offset % 2 == half }.map(\.element)
      let fitted = rest.enumerated().filter { $0.offset % 2 != half }.map(\.element)
      guard let limit = quantile(of: scores(fitted), coverage: coverage, spare: spare) else { return nil }
      for place in judged {
        let set = shape.classes(probabilities(place), threshold: limit)
        sizes += set.count
        if set.contains(labels[place]) { held += 1 }
      }
    }
    return ConformalFit(
      coverage: coverage, set: shape, threshold: threshold, images: rest.count,
      measured: Double(held) / Double(rest.count), meanSize: Double(sizes) / Double(rest.count))
  }

  /// The ⌈(n + 1) · coverage⌉-th smallest score; nil where there are too few.
  ///
  /// - Parameter spare: What is added to the coverage as far as there are scores for it.
  package static func quantile(of scores: [Double], coverage: Double, spare: Double = 0) -> Double? {
    func place(_ share: Double) -> Int { Int((Double(scores.count + 1) * share - 1e-9).rounded(.up)) }
    guard place(coverage) >= 1, place(coverage) <= scores.count else { return nil }
    return scores.sorted()[min(place(coverage + spare), scores.count) - 1]
  }

  private static func shape(
    _ places: [Int], _ probabilities: (Int) -> [Double], _ labels: [Int], _ coverage: Double
  ) -> AdaptiveSet {
    let plain = AdaptiveSet(penalty: 0, free: 0)
    let ranks = places.map { place in
      Double((plain.scores(probabilities(place)).firstIndex { $0.index == labels[place] } ?? 0) + 1)
    }
    let free = quantile(of: ranks, coverage: coverage).map { Int($0) } ?? 1
    var best = AdaptiveSet(penalty: penalties[1], free: free)
    var smallest = Int.max
    for penalty in penalties {
      let shape = AdaptiveSet(penalty: penalty, free: free)
      let scores = places.map { shape.score(of: labels[$0], probabilities($0)) }
      guard let threshold = quantile(of: scores, coverage: coverage) else { continue }
      let size = places.reduce(0) { $0 + shape.classes(probabilities($1), threshold: threshold).count }
      if size < smallest { (best, smallest) = (shape, size) }
    }
    return best
  }
}
