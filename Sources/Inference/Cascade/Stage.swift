import Artifact
import Weights

/// A stage that is ready to answer: some of the compiled nets and looks, with their head and rule.
struct Stage: Sendable {
  /// How many of the compiled nets are asked, from the first on.
  let nets: Int
  /// The looks that they take.
  let looks: Int
  /// The head of just these nets.
  let head: LinearClassifier
  /// Whether that is another head than the one of all nets.
  let hasOwnHead: Bool
  /// Training images' features as these nets see them; nil if the kind isn't recognised by them.
  let neighbours: KindNeighbours?
  /// What makes a verdict of its logits.
  let rule: AnswerRule
  /// The probability from which the stage answers alone; nil for the last one.
  let answersFrom: Double?
  /// The least energy with which it does; nil where any will do.
  var leastEnergy: Double?

  /// Whether what a stage found is enough.
  func isEnough(_ logits: [Float], presence: Double?) -> Bool {
    guard let answersFrom, let confidence = rule.confidence(of: logits, presence: presence) else { return false }
    return confidence >= answersFrom && leastEnergy.map { rule.energy(of: logits) >= $0 } ?? true
  }
}

extension CascadePolicy {
  /// The stages before the last, as a model folder's weights have them.
  ///
  /// Throws `WeightsError` for a head that isn't there.
  ///
  /// - Parameters:
  ///   - widths: The features of each of the model's backbones, in their order; of one where all are asked at once.
  ///   - places: For each net, in the order in which they are asked, its place among the backbones.
  func stages(
    in weights: some WeightSource, head: LinearClassifier, neighbours: KindNeighbours?, widths: [Int], places: [Int]
  ) throws -> [Stage] {
    try stages.enumerated().map { number, stage in
      let isOwn = stage.nets < parts
      let columns = FeatureColumns(widths: widths, chosen: places.prefix(stage.nets))
      return Stage(
        nets: stage.nets, looks: stage.looks,
        head: isOwn
          ? try LinearClassifier(headIn: weights, prefix: Self.headPrefix(stage: number)) : head,
        hasOwnHead: isOwn, neighbours: isOwn ? neighbours.map(columns.of) : neighbours, rule: AnswerRule(stage),
        answersFrom: stage.answersFrom, leastEnergy: stage.leastEnergy)
    }
  }
}
