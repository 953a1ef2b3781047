import Artifact
import Evaluation
import Foundation
import Inference
import Support
import Torch
import Weights

/// A head with one more row: the one that is kept, whose other rows are the model's own, and the one that validation judges.
struct AddedHeads {
  /// The model's own rows as they were, and the new one.
  let last: LinearClassifier
  /// Fitted without the images that are held back.
  let judged: LinearClassifier

  init(
    old: LinearClassifier, _ features: AddedFeatures, own: LinearClassifier, record: TrainingRecord,
    options: TrainOptions, progress: any ProgressReporter
  ) throws {
    let label = old.classes
    let known = features.train.rows(of: Set(0..<label))
    let decay = record.weightDecay > 0 ? record.weightDecay : HeadTrainer.usualDecay
    let prior = try PriorHead.make(BackbonePrior(of: known, classes: label, own: own), calibratedOn: known)
    let trainer = HeadTrainer(classes: label, progress: progress)
    let blind = try trainer.fit(known, decay: decay, prior: prior, from: old, Self.brief)
    // The new row's own prior, where the backbone has a class for each.
    let full = try PriorHead.make(
      BackbonePrior(of: features.train, classes: label + 1, own: own), calibratedOn: features.train)
    judged = try Self.adding(full, to: blind, features.train, decay: decay)
    last = try Self.adding(full, to: old, features.all, decay: decay)
  }

  /// The old head has seen more; what it must lose takes few steps.
  private static var brief: LBFGS {
    var options = LBFGS()
    options.iterations = 15
    options.tolerance = 1e-3
    return options
  }

  /// A head with one more row, fitted while the others stay.
  private static func adding(
    _ prior: LinearClassifier?, to head: LinearClassifier, _ features: LabelledFeatures, decay: Double
  ) throws -> LinearClassifier {
    let label = head.classes
    var offsets: [Float] = []
    try head.forEachRow(of: features) { _, scores in offsets.append(Float(Softmax.logSumExp(scores))) }
    let isMember = features.labels.map { $0 == label }
    let members = isMember.count { $0 }
    // As if the class had as many images as the others have on average.
    let weight = max(1, Float(isMember.count - members) / Float(label) / Float(max(members, 1)))
    var options = LBFGS()
    options.tolerance = 1e-3
    let found = try OffsetRegression(
      features: features.values(), width: features.width, isMember: isMember, offsets: offsets,
      weights: isMember.map { $0 ? weight : 1 }
    ).fit(decay: decay, prior: prior?.row(label), bias: prior?.bias[label] ?? 0, options: options)
    return LinearClassifier(
      classes: label + 1, features: head.features, rows: head.rows + found.row, bias: head.bias + [found.bias])
  }

  /// How many images of the known classes are right, with the new class or as if there were none; nil without images.
  func known(_ features: LabelledFeatures, with isThere: Bool) throws -> Proportion? {
    let classes = judged.classes
    var (right, asked) = (0, 0)
    try judged.forEachRow(of: features) { row, all in
      guard features.labels[row] < classes - 1 else { return }
      let scores = isThere ? all : all.dropLast()
      asked += 1
      if scores.indices.max(by: { scores[$0] < scores[$1] }) == scores.startIndex + features.labels[row] { right += 1 }
    }
    return asked == 0 ? nil : Proportion(right, of: asked)
  }
}

extension LinearClassifier {
  /// What a model folder holds besides the net.
  func weights(with neighbours: KindNeighbours?) -> WeightSet {
    WeightSet(headWeights.arrays.merging(neighbours?.weights.arrays ?? [:]) { head, _ in head })
  }
}
