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
