import Evaluation
import Taxonomy

/// Thresholds of a cascade's stages, held against all nets and looks on the same images.
struct CascadeChoice {
  /// The share of images by which a cascade may be worse than all nets and looks, in each of the ways that count.
  static let allowed = 0.001
  /// The probabilities from which a stage may answer alone.
  static let thresholds = [0.8, 0.85, 0.875, 0.9, 0.925, 0.95, 0.96, 0.97, 0.98, 0.99, 0.995, 0.999]

  /// What each stage answers, the cheapest first.
  let stages: [StageOutcomes]
  /// What all nets and looks answer.
  let all: StageOutcomes
  /// The multiplications up to each stage as a share of all.
  let work: [Double]

  /// A cascade's answers to the same images.
  struct Result {
    /// For each stage the probability from which it answers; nil for one that never does.
    var thresholds: [Double?]
    /// How many of the plain images and their copies each stage answers, and all nets and looks after them.
    var answered: [Int]
    /// The mean work of the plain images as a share of all.
    var work: Double
    var top1: Double
    var top1OfAll: Double
    var ece: Double
    var eceOfAll: Double
  }

  private typealias Outcome = StageOutcomes.Outcome

  /// The cheapest thresholds that keep what is promised; nil where none do.
  func best() -> Result? {
    combinations(stages.count).compactMap(result).min { $0.work < $1.work }
  }

  private func combinations(_ count: Int) -> [[Double?]] {
    guard count > 0 else { return [[]] }
    let rest = combinations(count - 1)
    return (Self.thresholds + [nil]).flatMap { first in rest.map { [first] + $0 } }
  }

  /// The answers with the thresholds; nil where they are worse than is allowed.
  private func result(_ thresholds: [Double?]) -> Result? {
    let plain = answers(\.plain, thresholds)
    let shifted = answers(\.shifted, thresholds)
    let (both, bothOfAll) = (plain.given + shifted.given, all.plain + all.shifted)
    guard Self.holds(plain.given, all.plain), Self.holds(both, bothOfAll),
      Self.named(answers(\.strange, thresholds).given) <= Self.named(all.strange)
    else { return nil }
    var answered = [Int](repeating: 0, count: stages.count + 1)
    for place in plain.places + shifted.places { answered[place] += 1 }
    let spent = plain.places.reduce(0.0) { $0 + ($1 < work.count ? work[$1] : 1) }
    return Result(
      // A stage that never answers is left out.
      thresholds: zip(thresholds, answered).map { $1 > 0 ? $0 : nil }, answered: answered,
      work: spent / Double(max(plain.places.count, 1)),
      top1: Self.share(both, \.isRight), top1OfAll: Self.share(bothOfAll, \.isRight), ece: Self.ece(both),
      eceOfAll: Self.ece(bothOfAll))
  }

  private func answers(
    _ images: KeyPath<StageOutcomes, [Outcome]>, _ thresholds: [Double?]
  ) -> (given: [Outcome], places: [Int]) {
    var given: [Outcome] = []
    var places: [Int] = []
    for (row, last) in all[keyPath: images].enumerated() {
      let place = stages.indices.first { stage in
        guard let threshold = thresholds[stage], let found = stages[stage][keyPath: images][row].confidence else {
          return false
        }
        return found >= threshold
      }
      given.append(place.map { stages[$0][keyPath: images][row] } ?? last)
      places.append(place ?? stages.count)
    }
    return (given, places)
  }

  /// Whether accuracy, calibration, refusals and sets are as good as of all nets and looks.
  private static func holds(_ given: [Outcome], _ all: [Outcome]) -> Bool {
    let slack = allowed * Double(all.count)
    func most(_ isBad: (Outcome) -> Bool) -> Bool {
      Double(given.count(where: isBad)) <= Double(all.count(where: isBad)) + slack
    }
    let held = (given: given.compactMap(\.holds), all: all.compactMap(\.holds))
    let sure = (given: given.filter { $0.verdict == .sure }, all: all.filter { $0.verdict == .sure })
    return most { !$0.isRight } && share(sure.given, \.isRight) >= share(sure.all, \.isRight) - allowed
      && most { $0.verdict == .other }
      && most { $0.verdict == .another } && ece(given) <= ece(all) + allowed
      && share(held.given, \.self) >= share(held.all, \.self) - allowed
  }

  /// How many images get a class, though they show nothing that the model knows.
  private static func named(_ outcomes: [Outcome]) -> Int { outcomes.count { $0.verdict == .sure } }

  private static func share<Value>(_ values: [Value], _ holds: (Value) -> Bool) -> Double {
    values.isEmpty ? 1 : Double(values.count(where: holds)) / Double(values.count)
  }

  private static func ece(_ outcomes: [Outcome]) -> Double {
    var error = CalibrationError()
    for outcome in outcomes { error.accumulate(confidence: outcome.probability, correct: outcome.isRight) }
    return error.measure()
  }
}
