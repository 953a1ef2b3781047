import Artifact
import Inference
import Support
import Taxonomy

/// From features to a trained and calibrated head.
struct HeadStage: Sendable {
  let options: TrainOptions
  let classes: [ClassName]
  let progress: any ProgressReporter

  /// Trains the head that validation judges on the training split alone, calibrates by it, and fits once more with
  /// everything known.
  ///
  /// Throws `TrainingError`, `TorchError`, `RegressionError`, and `TuningError` where the log can't be written.
  ///
  /// - Parameter sharing: The other processes of a distributed run, where the fit is large enough to be shared.
  func fit(_ taken: ComputedFeatures, net: FrozenNet, sharing: SharedFit? = nil) throws -> FittedModel {
    let (features, own) = (taken.features, taken.own)
    let backbonePrior = try BackbonePrior(of: features.train, classes: classes.count, own: own)
    let (chosen, last) = try heads(features, backbonePrior: backbonePrior, own: own, sharing: sharing)
    var kind = KindPrior(
      classes: backbonePrior.kind(), temperature: try backbonePrior.temperature(calibratedOn: features.train))
    if backbonePrior.head() != nil { (kind.knowsClasses, kind.familiarity) = (true, [.certainty]) }
    let calibration = try Calibrator(options: options, classes: classes, own: own, progress: progress).calibrate(
      chosen.classifier, on: features.calibration, kind: kind,
      neighbours: try KindNeighbours(of: features.neighbours))
    return FittedModel(
      net: net, head: last, judged: chosen, calibration: calibration, kind: kind, tuning: nil,
      golden: taken.golden)
  }

  /// The head that validation judges, and the one that is kept.
  func heads(
    _ features: TrainingFeatures, backbonePrior: BackbonePrior, own: LinearClassifier, sharing: SharedFit? = nil
  ) throws -> (chosen: TrainedHead, last: TrainedHead) {
    switch options.head {
    case .converged(let decay):
      let trainer = HeadTrainer(
        classes: classes.count, progress: progress, isBalanced: isBalanced(features.train.labels))
      let chosen = try trainer.choose(
        train: features.train, validation: features.validation,
        prior: PriorHead.make(backbonePrior, calibratedOn: features.train), decay: decay,
        sharing: sharing)
      let all = features.train.joined(features.validationViews)
      // The rows that the judged head began from: one that begins from none, or from others, is another kind of head than was
      // calibrated.
      let prior = try PriorHead.make(backbonePrior, calibratedOn: all)
      return (chosen, try trainer.refit(chosen, on: all, prior: prior, sharing: sharing))
    case .adam(let recipe):
      let trainer = AdamTrainer(classes: classes.count, recipe: recipe, seed: options.seed, progress: progress)
      let chosen = try trainer.train(features.train, validation: features.validation, log: log(of: recipe))
      return (chosen, chosen)
    }
  }

  /// A class with this many times the usual class's images would be the answer to most images of small classes.
  private static let skew = 10

  /// Whether all classes count alike: as asked for, or where one of them is far larger than usual.
  func isBalanced(_ labels: [Int]) -> Bool {
    if let asked = options.balancesHead { return asked }
    let sizes = Dictionary(grouping: labels) { $0 }.values.map(\.count).sorted()
    guard let most = sizes.last, most >= Self.skew * sizes[sizes.count / 2] else { return false }
    progress.note(
      "The largest class has \(most / sizes[sizes.count / 2]) times the usual class's images, so all classes count alike; "
        + "--balance none counts images.")
    return true
  }

  /// The log of epochs; nil where fine-tuning keeps it itself, or nothing is logged.
  private func log(of recipe: AdamRecipe) throws -> RunLog? {
    guard options.tuning == nil, let folder = options.logs else { return nil }
    return try RunLog(
      folder, plan: recipe.logged(seed: options.seed), classes: classes.map(\.id), upTo: 0, history: [])
  }
}
