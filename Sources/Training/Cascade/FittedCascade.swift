import Artifact
import Inference
import Weights

/// A cascade with the heads of those of its stages that some of the nets answer.
struct FittedCascade: Sendable {
  var policy: CascadePolicy
  /// In the order of the stages.
  var heads: [StageHead]

  /// The heads as arrays of a model folder.
  var weights: [String: WeightArray] {
    zip(policy.ownHeads, heads).reduce(into: [:]) { arrays, pair in
      arrays.merge(pair.1.head.headWeights(prefix: pair.0.prefix).arrays) { _, new in new }
    }
  }
}

/// A head that takes some of the joined features.
struct StageHead: Sendable {
  let columns: FeatureColumns
  let head: LinearClassifier

  /// Its logits of one image's joined features.
  func logits(of features: [Float]) -> [Float] { head.logits(of: columns.of(features, width: features.count)) }
}

extension GoldenLogits {
  /// What all heads say of joined features.
  ///
  /// - Parameter logits: Those of the head of all nets.
  init(_ logits: [Float], of features: [Float], stages: [StageHead]) {
    self.init(logits, stages: stages.map { $0.logits(of: features) })
  }
}
