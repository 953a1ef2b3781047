/// Everything an evaluation found, as `metrics.json` holds it: the names of the properties are its keys.
///
/// Fractions are from 0 to 1, classes are named by their place in `classes`.
package struct EvaluationRecord: Codable, Sendable {
  /// The program's mark, by which its own reports are recognised.
  package static let generator = "dogbreed evaluate"

  /// The program's mark.
  package var generator = EvaluationRecord.generator
  /// The format that the record is in.
  package var format = 1
  /// What was measured, with what, and when.
  package var provenance: Provenance
  /// Accuracy, calibration and the rest over all images.
  package var figures: Report
  /// Bootstrap intervals (95 %) of `figures.macro` and `figures.f1`; nil without images.
  package var macroInterval: Interval?
  /// The interval of `figures.f1`, likewise.
  package var f1Interval: Interval?
  /// The bars of the reliability diagram.
  package var reliability: [ReliabilityBin] = []
  /// The share of right answers by the share of images that get one.
  package var coverage: [CoverageCurve.Point] = []
  /// What the model's own thresholds do with the images.
  package var inForce: AnswersInForce?
  /// How well the model's kind is separated from other things; nil where no others were measured.
  package var refusal: Refusal?
  /// Each class with its figures, in the model's order.
  package var classes: [ClassDetail] = []
  /// The classes' places in the order of the confusion matrix.
  package var order: [Int] = []
  /// Wrong answers, the most frequent first.
  package var confusions: [ConfusedPair] = []
  /// The most confident wrong answers.
  package var mistakes: [Mistake] = []
  /// Images that share a trait, against all others.
  package var slices: [Slice] = []
  /// The accuracy on images that were changed, one entry per change.
  package var changes: [ChangedImages] = []
  /// Measured images that look like training images; nil if it wasn't requested.
  package var lookAlikes: LookAlikes?
  /// Sentences on how to read the figures.
  package var notes: [String] = []

  package init(provenance: Provenance, figures: Report) {
    self.provenance = provenance
    self.figures = figures
  }
}
