import Foundation
import Support
import Taxonomy
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
