import Foundation
import Support
import Taxonomy
import TestSupport
import Testing

@testable import Evaluation

/// Inputs of public reports about other tools, with what is right of them.
@Suite struct ReportedCasesTests {
  /// MAPIE 973: the quantile is one order statistic too high. Split conformal needs the ⌈(n + 1) c⌉-th smallest score.
  @Test func theQuantileIsTheRightOrderStatistic() {
    for n in 5...200 {
      let scores = (1...n).map(Double.init).shuffled()
      for percent in [50, 70, 80, 90, 95, 99] {
        // In whole numbers, so that no rounding decides.
        let place = ((n + 1) * percent + 99) / 100
        let found = ConformalFit.quantile(of: scores, coverage: Double(percent) / 100)
        #expect(found == (place <= n ? Double(place) : nil), "\(n) scores, \(percent) %")
      }
    }
  }

  /// MAPIE 266: all classes in the set although one has all of the probability.
  @Test func aCertainClassStandsAlone() {
    for classes in [2, 7, 120] {
      var probabilities = [Double](repeating: 0, count: classes)
      probabilities[classes / 2] = 1
      for threshold in [0, 0.5, 0.999_999] {
        for shape in [AdaptiveSet(penalty: 0.001, free: 0), AdaptiveSet(penalty: 0, free: 0)] {
          #expect(shape.classes(probabilities, threshold: threshold) == [classes / 2])
        }
      }
    }
  }

  /// scikit-learn 30079, 11739: 0 or an exception where one side is missing, which a mean hides. There is no area then.
  @Test func withoutOneSideThereIsNoArea() {
    #expect(Threshold.auroc(positives: [], negatives: [0.1, 0.9]) == nil)
    #expect(Threshold.auroc(positives: [0.1, 0.9], negatives: []) == nil)
    #expect(Threshold.auroc(positives: [0.5], negatives: [0.5]) == 0.5)
  }

  /// torchmetrics 1105, 1744: wrong answers count as right where both classes' targets are 1, and confidences of 0 or 1 leave
  /// the bins.
  @Test func confidencesAtBothEndsAndWrongOnesCount() {
    var wrong = CalibrationError()
    for confidence in [0.99, 0.999, 0.995] { wrong.accumulate(confidence: confidence, correct: false) }
    #expect(abs(wrong.measure() - (0.99 + 0.999 + 0.995) / 3) < 1e-12)
    var perfect = CalibrationError()
    for (confidence, hit) in [(0.0, false), (1, true), (0, false), (1, true)] {
      perfect.accumulate(confidence: confidence, correct: hit)
    }
    #expect(perfect.measure() == 0)
  }

  /// torchmetrics 3510: a confidence of exactly 1 gets a bin of its own, next to the last one. laya 39: one of exactly 0 gets
  /// none.
  @Test func theEndsBelongToTheOuterBins() {
    var error = CalibrationError()
    error.accumulate(confidence: 0.95, correct: true)
    error.accumulate(confidence: 1, correct: false)
    #expect(error.bins.map(\.images) == Array(repeating: 0, count: 14) + [2])
    #expect(abs(error.measure() - abs(0.5 - 0.975)) < 1e-12)
    error.accumulate(confidence: 0, correct: true)
    #expect(error.bins[0].images == 1 && abs(error.measure() - (0.95 + 1) / 3) < 1e-12)
  }

  /// pytorch-ood 143, 144, ood-metrics 2: an area for scores beyond 0 to 1 that a sigmoid has made equal, or with its sign turned.
  @Test func scoresOfAnySizeRankAsTheyAre() {
    let (known, foreign) = ((0..<50).map { -30 - Double($0) / 10 }, (0..<50).map { -38 - Double($0) / 10 })
    #expect(Threshold.auroc(positives: known, negatives: foreign) == 1)
    #expect(Threshold.auroc(positives: foreign, negatives: known) == 0)
    for factor in [1e-12, 1, 1e12] {
      #expect(
        Threshold.auroc(positives: known.map { $0 * factor }, negatives: known.map { $0 * factor }) == 0.5)
    }
  }

  /// temperature_scaling 23, robustness_metrics 79, experiments_dnn 3: a temperature that runs off to millions, or below zero, where
  /// labels have nothing to do with the logits or all are wrong; calibration-framework 64: nothing where all are right.
  @Test(arguments: [("wrong", 20.0), ("random", 20), ("right", 0.05)])
  func temperaturesStayInTheirRange(_ answers: String, _ expected: Double) throws {
    let logits = (0..<400).flatMap { image in (0..<4).map { Float($0 == image % 4 ? 3 : 0) } }
    let labels = (0..<400).map { image in
      switch answers {
      case "wrong": (image + 1) % 4
      case "random": image / 4 % 4
      default: image % 4
      }
    }
    let found = try Temperature.fit(logits: logits, labels: labels)
    #expect(abs(found.value - expected) < 1e-3 * expected && found.nllAfter <= found.nllBefore)
  }

  /// crepes 50: at 95 % of 18 images every set holds every class, without a word. There is no threshold then.
  @Test(arguments: [(18, 0.95, false), (19, 0.95, true), (8, 0.9, false), (9, 0.9, true)])
  func tooFewScoresHaveNoQuantile(_ count: Int, _ coverage: Double, _ isThere: Bool) {
    let scores = (0..<count).map { Double($0) / 10 }
    #expect((ConformalFit.quantile(of: scores, coverage: coverage) != nil) == isThere)
  }

  /// conformal-prediction 8 and 11, puncc 41: sets of two hundred of a thousand classes where the class's own probability counts
  /// and nothing is drawn by chance, and empty ones where something is.
  @Test func manyClassesMakeNoLargeSets() throws {
    var generator = SeededGenerator(seed: 11)
    var (rows, labels): ([[Double]], [Int]) = ([], [])
    for image in 0..<300 {
      var logits = (0..<1000).map { _ in Float.random(in: -1...1, using: &generator) }
      let label = image * 7 % 1000
      // One in seven is between two classes, its own the second.
      logits[label] = image % 7 == 0 ? 9 : 11
      logits[(label + 1) % 1000] = image % 7 == 0 ? 9.5 : 2
      rows.append(Softmax.probabilities(logits))
      labels.append(label)
    }
    let fit = try #require(ConformalFit.fit(probabilities: rows, labels: labels, coverage: 0.95))
    #expect(fit.meanSize < 2.5 && fit.measured >= 0.85)
    #expect(rows.allSatisfy { !fit.set.classes($0, threshold: fit.threshold).isEmpty })
  }

  /// BrowseComp-Plus 18: fewer images than bins, and the last bin is left out.
  @Test func fewImagesAllCount() {
    var error = CalibrationError(bins: 100)
    error.accumulate(confidence: 1, correct: false)
    #expect(error.measure() == 1)
    #expect(CalibrationError(bins: 100).measure() == 0)
  }

  /// keras 11427, 5162: figures that depend on the order of the images, and a last batch that is left out.
  @Test func theOrderOfImagesChangesNothing() throws {
    let classes = (0..<3).map { ("c\($0)", $0) }
    let rows: [([Float], Int)] = (0..<37).map { n in
      ([Float(n % 5), Float(n % 7), Float(n % 3)], classes[n % 3].1)
    }
    func measured(_ rows: [([Float], Int)]) throws -> Report {
      var scorecard = Scorecard(classes: classes.map { .init(id: $0.0, label: $0.0) })
      for (logits, label) in rows { try scorecard.accumulate(logits: logits[...], label: label, temperature: 1) }
      return scorecard.measure()
    }
    let (forwards, backwards) = (try measured(rows), try measured(rows.reversed()))
    #expect(forwards.images == 37 && forwards.top1 == backwards.top1 && forwards.macro == backwards.macro)
    #expect(abs(forwards.nll - backwards.nll) < 1e-12 && abs(forwards.ece - backwards.ece) < 1e-12)
  }
}
