import Evaluation
import Taxonomy

/// Gates of a cascade's stages, held against all nets and looks on the same images.
struct CascadeChoice {
  /// The share of images by which a cascade may be worse than all nets and looks, in each of the ways that count.
  static let allowed = 0.001

  /// What each stage answers, the cheapest first.
  let stages: [StageOutcomes]
  /// What all nets and looks answer.
  let all: StageOutcomes
  /// The multiplications up to each stage as a share of all.
  let work: [Double]

  /// A cascade's answers to the same images.
  struct Result {
    /// What each stage answers from; nil for one that never does.
    var gates: [StageGate?]
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
  private typealias Images = KeyPath<StageOutcomes, [Outcome]>

  /// The cheapest gates that keep what is promised; nil where none do.
  func best() -> Result? {
    let tried = stages.map { stage in StageGate.candidates(for: stage) + [nil] }
    let opened = zip(stages, tried).map { stage, gates in
      gates.map { gate in stage.plain.map { gate?.opens(for: $0) ?? false } }
    }
    let ranked = choices(tried.map(\.count)).map { (gates: $0, work: spent($0, opened)) }.sorted { $0.work < $1.work }
    for choice in ranked {
      if let found = result(zip(tried, choice.gates).map { $0[$1] }, work: choice.work) { return found }
    }
    return nil
  }

  /// For each stage the number of one of so many gates, in all combinations.
  private func choices(_ counts: [Int]) -> [[Int]] {
    guard let count = counts.first else { return [[]] }
    let rest = choices(Array(counts.dropFirst()))
    return (0..<count).flatMap { first in rest.map { [first] + $0 } }
  }

  /// The mean work of the plain images.
  ///
  /// - Parameter opened: For each stage and gate, the images that it answers.
  private func spent(_ gates: [Int], _ opened: [[[Bool]]]) -> Double {
    guard !all.plain.isEmpty else { return 1 }
    var sum = 0.0
    for row in all.plain.indices {
      let place = gates.indices.first { opened[$0][gates[$0]][row] }
      sum += place.map { work[$0] } ?? 1
    }
    return sum / Double(all.plain.count)
  }

  /// The answers with the gates; nil where they are worse than is allowed.
  private func result(_ gates: [StageGate?], work: Double) -> Result? {
    let slack = Self.allowed * Double(all.unknown.count)
    guard named(\.strange, gates) <= named(\.strange, []),
      Double(named(\.unknown, gates)) <= Double(named(\.unknown, [])) + slack
    else { return nil }
    let (plain, shifted) = (answers(\.plain, gates), answers(\.shifted, gates))
    let (both, bothOfAll) = (plain.given + shifted.given, all.plain + all.shifted)
    guard Self.holds(plain.given, all.plain), Self.holds(both, bothOfAll) else { return nil }
    var answered = [Int](repeating: 0, count: stages.count + 1)
    for place in plain.places + shifted.places { answered[place] += 1 }
    return Result(
      // A stage that never answers is left out.
      gates: zip(gates, answered).map { $1 > 0 ? $0 : nil }, answered: answered, work: work,
      top1: Self.share(both, \.isRight), top1OfAll: Self.share(bothOfAll, \.isRight), ece: Self.ece(both),
      eceOfAll: Self.ece(bothOfAll))
  }

  /// The stage that answers an image; the number of stages where all nets and looks do.
  private func place(_ row: Int, of images: Images, _ gates: [StageGate?]) -> Int {
    gates.indices.first { gates[$0]?.opens(for: stages[$0][keyPath: images][row]) ?? false } ?? stages.count
  }

  private func answer(_ row: Int, of images: Images, by place: Int) -> Outcome {
    place < stages.count ? stages[place][keyPath: images][row] : all[keyPath: images][row]
  }

  private func answers(_ images: Images, _ gates: [StageGate?]) -> (given: [Outcome], places: [Int]) {
    let places = all[keyPath: images].indices.map { place($0, of: images, gates) }
    return (places.enumerated().map { answer($0, of: images, by: $1) }, places)
  }

  /// How many images get a class, though the model doesn't know what they show.
  private func named(_ images: Images, _ gates: [StageGate?]) -> Int {
    all[keyPath: images].indices.count { row in
      answer(row, of: images, by: place(row, of: images, gates)).verdict == .sure
    }
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

  private static func share<Value>(_ values: [Value], _ holds: (Value) -> Bool) -> Double {
    values.isEmpty ? 1 : Double(values.count(where: holds)) / Double(values.count)
  }

  private static func ece(_ outcomes: [Outcome]) -> Double {
    var error = CalibrationError()
    for outcome in outcomes { error.accumulate(confidence: outcome.probability, correct: outcome.isRight) }
    return error.measure()
  }
}
