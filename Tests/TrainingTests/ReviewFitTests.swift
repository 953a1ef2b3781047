import Evaluation
import Inference
import Support
import TestSupport
import Testing

@testable import Training

/// Clouds of points, one per class, and a net that knows no class of its own.
private struct Clouds {
  let rows: ReviewRows
  let truth: [Int]

  init(_ sizes: [Int], width: Int = 24, spread: Float = 0.5, seed: UInt64 = 1, outliers: Int = 0) {
    var generator = SeededGenerator(seed: seed)
    var (values, truth): ([Float], [Int]) = ([], [])
    for (label, size) in sizes.enumerated() {
      let middle = (0..<width).map { _ in Float.random(in: -1...1, using: &generator) }
      for _ in 0..<size {
        values += middle.map { $0 + Float.random(in: -spread...spread, using: &generator) }
        truth.append(label)
      }
    }
    for _ in 0..<outliers {
      values += (0..<width).map { _ in Float.random(in: -9...9, using: &generator) }
      truth.append(0)
    }
    rows = ReviewRows(
      width: width, values: values, groups: Array(truth.indices),
      own: LinearClassifier(classes: 0, features: width, rows: [], bias: []))
    self.truth = truth
  }

  func labels(
    _ labels: [Int?]? = nil, leftOut: Set<Int> = [], judges: Set<Int> = [], classes: Int? = nil
  ) -> ReviewLabels {
    ReviewLabels(
      labels: labels ?? truth, isLeftOut: truth.indices.map(leftOut.contains),
      isValidation: truth.indices.map(judges.contains), classes: classes ?? (truth.max() ?? 0) + 1)
  }
}

/// Heads that follow what somebody decides.
@Suite struct ReviewFitTests {
  @Test func wrongLabelsAreDoubtedAndTheirCorrectionIsFollowed() throws {
    let clouds = Clouds([60, 60, 60, 60])
    var given: [Int?] = clouds.truth
    let wrong = [3, 70, 140, 200]
    for row in wrong { given[row] = (clouds.truth[row] + 1) % 4 }
    let judges = Set(stride(from: 5, to: 240, by: 10))
    let fitter = try ReviewFitter(clouds.rows, labels: clouds.labels(given, judges: judges))
    let first = try fitter.fit(clouds.labels(given, judges: judges))
    #expect(Set(first.doubts.prefix(4).map(\.row)) == Set(wrong))
    #expect(first.doubts.prefix(4).allSatisfy { $0.isWrong && $0.likely == clouds.truth[$0.row] })
    #expect(first.accuracy?.of == judges.count && (first.accuracy?.share ?? 0) > 0.95)
    let again = try fitter.fit(clouds.labels(judges: judges))
    #expect(!again.doubts.contains { $0.isWrong })
    #expect((again.nll ?? 1) <= (first.nll ?? 0) + 0.02)
  }

  @Test func classesImagesAndLabelsMayCome() throws {
    let clouds = Clouds([40, 40, 40])
    // The third class has no label yet, and somebody gives it one after another.
    var given: [Int?] = clouds.truth.map { $0 < 2 ? $0 : nil }
    let fitter = try ReviewFitter(clouds.rows, labels: clouds.labels(given, classes: 2))
    #expect(try fitter.fit(clouds.labels(given, classes: 2)).classes == 2)
    for row in 80..<90 {
      given[row] = 2
      let fit = try fitter.fit(clouds.labels(given, classes: 3))
      #expect(fit.probabilities.count == 120 * 3)
      for row in 0..<120 { #expect(abs(fit.probabilities(of: row).reduce(0, +) - 1) < 1e-4) }
    }
    let fit = try fitter.fit(clouds.labels(given, classes: 3))
    let found = (90..<120).count { fit.likeliest($0, most: 1).first?.index == 2 }
    #expect(found >= 28, "\(found) of 30")
  }

  @Test func whatIsLeftOutTeachesNothing() throws {
    let clouds = Clouds([40, 40])
    var given: [Int?] = clouds.truth
    given[5] = 1
    let out: Set<Int> = [5]
    let one = try ReviewFitter(clouds.rows, labels: clouds.labels(given, leftOut: out)).fit(
      clouds.labels(given, leftOut: out))
    let two = try ReviewFitter(clouds.rows, labels: clouds.labels(given, leftOut: out)).fit(
      clouds.labels(leftOut: out))
    #expect(one.head?.rows == two.head?.rows && one.head?.bias == two.head?.bias)
    #expect(!one.doubts.contains { $0.row == 5 })
  }

  @Test func beforeTwoClassesThereIsNoHead() throws {
    let clouds = Clouds([10, 10])
    let none = [Int?](repeating: nil, count: 20)
    let fitter = try ReviewFitter(clouds.rows, labels: clouds.labels(none, classes: 0))
    #expect(try fitter.fit(clouds.labels(none, classes: 0)).head == nil)
    var one = none
    one[0] = 0
    #expect(try fitter.fit(clouds.labels(one, classes: 1)).head == nil)
    one[15] = 1
    #expect(try fitter.fit(clouds.labels(one, classes: 2)).head != nil)
    // And back, as by undo.
    one[15] = nil
    #expect(try fitter.fit(clouds.labels(one, classes: 2)).head == nil)
    #expect(try fitter.fit(clouds.labels()).head != nil)
  }
}

/// Which images are asked for next.
@Suite struct AcquisitionTests {
  @Test(arguments: AcquisitionRule.allCases) func eachImageOnceAndTheSameForOneSeed(_ rule: AcquisitionRule) throws {
    let clouds = Clouds([50, 50, 50])
    let labelled = Array(stride(from: 0, to: 150, by: 10))
    let candidates = (0..<150).filter { !labelled.contains($0) }
    let given = clouds.truth.indices.map { labelled.contains($0) ? clouds.truth[$0] : nil }
    let fit = try ReviewFitter(clouds.rows, labels: clouds.labels(given)).fit(clouds.labels(given))
    for known in [fit, nil] {
      func next() throws -> [Int] {
        try Acquisition(clouds.rows, seed: 3).next(
          40, of: candidates, labelled: labelled, seen: 3, by: rule, known)
      }
      let chosen = try next()
      #expect(chosen.count == 40 && Set(chosen).count == 40 && Set(chosen).isSubset(of: candidates))
      #expect(try next() == chosen)
    }
    let all = try Acquisition(clouds.rows, seed: 3).next(
      1000, of: candidates, labelled: labelled, seen: 3, by: rule, fit)
    #expect(Set(all) == Set(candidates) && all.count == candidates.count)
  }

  /// Twelve classes, of which chance meets half with as many labels.
  @Test func theFirstImagesMeetTheClasses() throws {
    let clouds = Clouds((0..<12).map { 20 + 10 * $0 }, spread: 0.3)
    let chosen = try Acquisition(clouds.rows, seed: 1).next(
      16, of: Array(clouds.truth.indices), labelled: [], seen: 0, by: .adaptive, nil)
    #expect(Set(chosen.map { clouds.truth[$0] }).count >= 10)
  }

  @Test func whatIsFarFromEverythingIsFound() throws {
    let clouds = Clouds([80, 80], spread: 0.3, outliers: 3)
    let found = try Acquisition(clouds.rows, seed: 1).loneliest(3)
    #expect(Set(found.map(\.row)) == [160, 161, 162])
    #expect(found.map(\.similarity) == found.map(\.similarity).sorted())
  }
}
