/// How good the answers to a labelled set of images are; fractions from 0 to 1, all 0 without images.
///
/// The names of the properties are the JSON keys.
package struct Report: Codable, Hashable, Sendable {
  /// How many images were measured.
  package let images: Int
  /// The share of images whose class has the highest probability.
  package let top1: Double
  /// The share of images whose class is among the five of highest probability.
  package let top5: Double
  /// The mean of the classes' own top-1 shares over the classes that have images (balanced accuracy).
  package let macro: Double
  /// The mean F1 of the classes that have images.
  package let f1: Double
  /// The mean of the classes' F1, each weighted by its images.
  package let f1Weighted: Double
  /// The mean of −log p(the image's class), in nats.
  package let nll: Double
  /// The mean squared distance of the probabilities from the truth, summed over the classes (Brier 1950): 0 to 2.
  package let brier: Double
  /// The expected calibration error over 15 bins, see `CalibrationError`.
  package let ece: Double
  /// 95 % intervals (Wilson) of `top1` and `top5`; from 0 to 1 without images.
  package let top1Interval: Interval
  /// 95 % interval of `top5`.
  package let top5Interval: Interval
  /// One entry per class, in the order of the classes, including those without an image.
  package let perClass: [ClassReport]
}

/// One class's part of a report.
package struct ClassReport: Codable, Hashable, Sendable {
  /// The class's stable id.
  package let id: String
  /// The class's text for people.
  package let label: String
  /// How many images show the class.
  package let images: Int
  /// The share of them whose first answer is the class (recall).
  package let top1: Double
  /// The share of them whose class is among the first five answers.
  package let top5: Double
  /// The share of images predicted as the class that do show it.
  package let precision: Double
}
