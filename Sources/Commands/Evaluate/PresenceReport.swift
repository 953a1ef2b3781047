/// How well images of what the model knows are separated from others.
struct PresenceReport: Encodable, Sendable {
  let threshold: Double
  /// The share of the labelled images accepted by the model's threshold.
  let accepted: Double
  let thresholdAt95: Double?
  var negatives: [String: NegativesReport] = [:]
}

/// One group of images that show nothing the model knows.
struct NegativesReport: Encodable, Sendable {
  let images: Int
  /// At the model's own threshold.
  let refused: Double
  /// At the threshold that accepts 95 % of the labelled images.
  let refusedAt95: Double?
  let auroc: Double?
}

/// The verdicts on images that show no class of the model: other things, or other classes of its kind.
struct OthersReport: Encodable, Sendable {
  let images: Int
  /// How many got each verdict.
  let verdicts: [String: Int]
  /// The probability that such an image is less familiar than a labelled one; nil if the model has no familiarity.
  let familiarityAUROC: Double?
  /// The share that is less familiar than nine in ten of the labelled images whose answer is right: what gets no class where
  /// 90 of 100 right answers are given; nil if the model has no familiarity.
  let unnamedAt90: Double?
}
