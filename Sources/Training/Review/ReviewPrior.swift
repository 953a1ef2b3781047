import Evaluation
import Inference

/// A head of the backbone's own rows for those classes that have one; the others begin with nothing.
enum ReviewPrior {
  /// The head; nil where fewer than half of the classes that there are images of resemble one of the backbone's own.
  static func make(
    of features: LabelledFeatures, classes: Int, own: LinearClassifier
  ) throws -> LinearClassifier? {
    guard own.classes > 0, features.count > 0 else { return nil }
    let matches = try BackbonePrior(of: features, classes: classes, own: own).matches()
    let seen = Set(features.labels)
    let known = matches.indices.filter { matches[$0] != nil }
    guard known.count >= 2, 2 * known.count >= seen.count else { return nil }
    let place = Dictionary(uniqueKeysWithValues: known.enumerated().map { ($1, $0) })
    let rows = known.compactMap { matches[$0] }
    let matched = LinearClassifier(
      classes: rows.count, features: own.features,
      rows: rows.flatMap { own.rows[($0 * own.features)..<(($0 + 1) * own.features)] }, bias: rows.map { own.bias[$0] })
    let step = max(1, features.count / 4000)
    let sample = stride(from: 0, to: features.count, by: step).filter { place[features.labels[$0]] != nil }
    guard !sample.isEmpty else { return nil }
    let temperature = try Temperature.fit(
      logits: matched.logits(ofRows: sample, in: features), labels: sample.compactMap { place[features.labels[$0]] }
    ).value
    let scale = Float(1 / temperature)
    var scaled = [Float](repeating: 0, count: classes * own.features)
    var bias = [Float](repeating: 0, count: classes)
    for (row, c) in known.enumerated() {
      for f in 0..<own.features { scaled[c * own.features + f] = matched.rows[row * own.features + f] * scale }
      bias[c] = matched.bias[row] * scale
    }
    return LinearClassifier(classes: classes, features: own.features, rows: scaled, bias: bias)
  }
}
