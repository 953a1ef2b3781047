import Evaluation
import Foundation
import Taxonomy
import Testing

/// What other tools' users met in such figures.
@Suite struct StatisticsTests {
  @Test func wilsonStaysWithinNoughtAndOne() {
    // statsmodels #7386: (38, 38) gave 1.0000000000000002, (0, 77) −3.5e-18.
    for total in 1...400 {
      #expect(Interval.wilson(total, of: total).high == 1 && Interval.wilson(0, of: total).low == 0)
    }
    #expect(Interval.wilson(0, of: 0) == Interval(low: 0, high: 1))
    let nine = Interval.wilson(9, of: 9)
    #expect(abs(nine.low - 0.7008) < 1e-4 && nine.percentText == "70.1–100 %")
  }

  @Test func confidencesOnTheEdgesHaveTheirBins() {
    // torchmetrics #3510, #1646, #1744: a confidence of exactly 1 had a bin of its own, one of 0 was out of bounds.
    var bins = CalibrationError(bins: 2)
    for value in [0.0, 0.5, 0.95, 1.0] { bins.accumulate(confidence: value, correct: value < 1) }
    #expect(bins.bins.map(\.images) == [2, 2])
    #expect(abs(bins.measure() - (abs(2 - 0.5) + abs(1 - 1.95)) / 4) < 1e-12)
    #expect(bins.bins.allSatisfy { $0.interval != nil } && CalibrationError().bins.allSatisfy { $0.accuracy == nil })
  }

  @Test func modelsThatNeverDifferAreNotProvenEqual() {
    let same = PairedComparison(images: 10, onlyFirst: 0, onlySecond: 0)
    #expect(same.difference == 0 && same.exactP == 1 && same.midP == 1)
    #expect(same.interval().low < -0.05 && same.interval().high > 0.05)
    let none = PairedComparison(images: 0, onlyFirst: 0, onlySecond: 0)
    #expect(none.difference == 0 && none.interval().low >= -1)
    let better = PairedComparison(images: 1000, onlyFirst: 10, onlySecond: 40)
    #expect(better.difference == 0.03 && better.interval().low > 0 && better.midP < better.exactP)
  }

  @Test func coverageFallsAsTheThresholdRises() {
    let curve = CoverageCurve([(0.9, true), (0.8, false), (0.8, true), (0.3, false)])
    #expect(curve.point(at: 0.85) == CoverageCurve.Point(threshold: 0.85, coverage: 0.25, error: 0))
    #expect(curve.point(at: 0.8).error == 1.0 / 3 && curve.point(at: 0).coverage == 1)
    #expect(curve.point(at: 1) == CoverageCurve.Point(threshold: 1, coverage: 0, error: 0))
    #expect(curve.points().map(\.coverage) == [0.25, 0.75, 1])
    #expect(CoverageCurve([]).points().isEmpty && CoverageCurve([]).point(at: 0.5).coverage == 0)
    #expect(CoverageCurve((0..<5000).map { (Double($0) / 5000, true) }).points(limit: 100).count <= 101)
  }

  @Test func classesWithoutImagesStayInTheirPlaces() throws {
    // scikit-learn #9842, fastai2 #412, wandb #1960: figures slid to the names of other classes.
    var card = Scorecard(classes: ["a", "b", "c"].map { ClassName(id: $0, label: $0) })
    try card.accumulate(probabilities: [1, 0, 0], label: 0)
    try card.accumulate(probabilities: [0, 0, 1], label: 2)
    let report = card.measure()
    #expect(report.perClass.map(\.images) == [1, 0, 1] && report.perClass.map(\.top1) == [1, 0, 1])
    #expect(report.macro == 1 && report.f1 == 1 && report.f1Weighted == 1)
    #expect(card.clustered.order.sorted() == [0, 1, 2])
  }

  @Test func receiverCurveBeginsAtNothing() {
    // scikit-learn #9790: the curve didn't start at (0, 0) where a negative had the greatest score.
    let points = ReceiverCurve.points(positives: [0.83, 0.62, 0.9], negatives: [0.89, 0.95])
    #expect(points[0] == ReceiverCurve.Point(threshold: nil, accepted: 0, falselyAccepted: 0))
    #expect(points[1] == ReceiverCurve.Point(threshold: 0.95, accepted: 0, falselyAccepted: 0.5))
    // scikit-learn #31635: points on a straight line were kept.
    let separate = ReceiverCurve.points(positives: [4, 5, 6, 7], negatives: [0, 1, 2, 3])
    #expect(separate.map(\.accepted) == [0, 1, 1] && separate.map(\.falselyAccepted) == [0, 0, 1])
    #expect(ReceiverCurve.points(positives: [], negatives: [1]).isEmpty)
  }

  @Test func slicesThatCannotBeAskedDiffer() {
    #expect(SliceTest.p((0, 0), (5, 5)) == 1 && SliceTest.p((5, 5), (9, 9)) == 1)
    #expect(SliceTest.holm([]) == [] && SliceTest.holm([0.01, 0.04]) == [0.02, 0.04])
  }
}
