import Support

/// Sets of classes that hold the right one with a stated probability, as they were fitted on validation images.
package struct SetPolicy: Codable, Hashable, Sendable {
  /// The share of sets that hold the right class, as promised.
  package var coverage: Double
  /// How a set is filled from probabilities.
  package var set: AdaptiveSet
  /// Classes up to this score are in the set.
  package var threshold: Double
  /// How many validation images the threshold was fitted on.
  package var images: Int
  /// What was found on validation images, each half judged by the other: the share of sets that held the right class,
  /// and their mean size.
  package var measured: Double
  /// Classes in a set on average, on the validation images.
  package var meanSize: Double

  package init(
    coverage: Double, set: AdaptiveSet, threshold: Double, images: Int, measured: Double, meanSize: Double
  ) {
    self.coverage = coverage
    self.set = set
    self.threshold = threshold
    self.images = images
    self.measured = measured
    self.meanSize = meanSize
  }

  /// Whether the values make sense.
  var isSound: Bool {
    coverage > 0 && coverage < 1 && set.penalty >= 0 && set.penalty.isFinite && set.free >= 0 && threshold.isFinite
  }
}
