/// How the looks that single nets take at one region become one look, as the joined net would give it.
struct LookJoint: Sendable {
  /// For each net, in the order in which they are asked, its place among the model's backbones.
  let places: [Int]
  /// The head of all nets.
  let head: LinearClassifier

  /// Features and maps side by side in the backbones' order, the mean of the backbones' own logits, and a head's logits.
  ///
  /// - Parameters:
  ///   - looks: Of the first nets that are asked, at the same region; not empty.
  ///   - own: The head of just these nets; nil for the one of all.
  func joined(_ looks: [Look], by own: LinearClassifier? = nil) -> Look {
    let ordered = zip(places, looks).sorted { $0.0 < $1.0 }.map(\.1)
    let features = ordered.flatMap(\.features)
    return Look(
      region: looks[0].region, features: features,
      ownLogits: ordered.contains { $0.ownLogits.isEmpty } ? [] : averaged(ordered.map(\.ownLogits)),
      maps: ordered.flatMap(\.maps), logits: (own ?? head).logits(of: features))
  }
}
