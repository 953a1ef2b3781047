import Artifact
import Corpus
import Crypto
import Evaluation
import Features
import Foundation
import Imaging
import NeuralNetwork
import Runtime
import Taxonomy
import Weights

/// What a run made and what it saw on the way.
package struct TrainedModel: Sendable {
  package let description: ModelDescription
  package let problems: [Problem]
  /// Figures on the validation part, fractions from 0 to 1.
  package let validation: [String: Double]
  /// Rows of features that the net computed, and rows that came from the cache.
  package let computed: Int
  package let cached: Int
}

/// From labelled photographs to a model folder: features, head, calibration, golden answers.
package struct TrainRun: Sendable {
  let options: TrainOptions
  let progress: any ProgressReporter

  package init(options: TrainOptions, progress: any ProgressReporter) {
    self.options = options
    self.progress = progress
  }

  /// Trains on the training part and writes the model folder; the test part is never opened.
  ///
  /// Throws `TrainingError`, `CorpusError`, `ArtifactError` and the engines' errors; `place` is then as it was.
  package func run(_ dataSet: DataSet, to place: URL) async throws -> TrainedModel {
    let parts = dataSet.withValidation(
      fraction: options.validation, seed: options.seed, keepingTogether: options.together)
    for note in parts.notes.dropFirst(dataSet.notes.count) { progress.note(note) }
    let classes = parts.classes
    try parts.requireClasses(in: .train)
    let net = try frozenNet()
    let backbone = try await CompiledBackbone(net, runtime: options.runtime, cache: options.backboneCache)
    let features = try await TrainingFeatures.take(
      of: parts, through: backbone, options: options, progress: progress)
    try checkClasses(features, classes: classes)
    let (head, calibration) = try fit(features, classes: classes, own: backbone.own)
    let training = TrainingRecord(
      images: features.imageCount, views: options.trainingViews.count, head: options.head.name,
      weightDecay: head.decay, seed: options.seed, dataHash: features.dataHash)
    var description = ModelDescription(
      name: options.name, backbones: net.backbones, preprocessing: net.preprocessing, classes: classes,
      looks: options.looks, temperatures: calibration.temperatures,
      verdict: VerdictPolicy(unsureBelow: options.unsureBelow, presence: calibration.presence), training: training)
    description.metrics = calibration.validation.isEmpty ? [:] : ["validation": calibration.validation]
    description.licences = net.licences
    let written = try await ModelFolderWriter.write(
      description, net: net, head: head.classifier.headWeights, to: place, golden: goldenRun(net))
    return TrainedModel(
      description: written, problems: parts.problems + features.problems,
      validation: calibration.validation, computed: features.computed, cached: features.cached)
  }

  private func frozenNet() throws -> FrozenNet {
    if options.randomWeights {
      return try FrozenNet(
        randomly: options.backbones, seed: options.seed, inputSize: options.inputSize, resize: options.resize)
    }
    return try FrozenNet(
      named: options.backbones, inputSize: options.inputSize, resize: options.resize, weightsIn: options.weightsFolder)
  }

  private func fit(
    _ features: TrainingFeatures, classes: [ClassName], own: LinearClassifier
  ) throws -> (TrainedHead, Calibration) {
    let knowledge = try OwnKnowledge(
      of: features.train.joined(features.validation), classes: classes.count, own: own)
    let calibrator = Calibrator(options: options, classes: classes, own: own, progress: progress)
    let kind = knowledge.kind()
    switch options.head {
    case .converged(let decay):
      let trainer = HeadTrainer(classes: classes.count, progress: progress)
      let prior = try PriorHead.make(knowledge, calibratedOn: features.validation)
      let chosen = try trainer.choose(
        train: features.train, validation: features.validation, prior: prior, decay: decay)
      let calibration = try calibrator.calibrate(chosen.classifier, looks: features.looks, kind: kind)
      let head = try trainer.refit(chosen, on: features.train.joined(features.validationViews), prior: prior)
      return (head, calibration)
    case .adam(let recipe):
      let trainer = AdamTrainer(classes: classes.count, recipe: recipe, seed: options.seed, progress: progress)
      let head = TrainedHead(classifier: try trainer.train(features.train), decay: 0, validation: nil)
      return (head, try calibrator.calibrate(head.classifier, looks: features.looks, kind: kind))
    }
  }

  /// Refuses a set whose pictures turned out to be unreadable but for one class.
  private func checkClasses(_ features: TrainingFeatures, classes: [ClassName]) throws(TrainingError) {
    guard features.train.count > 0 else { throw .noTrainingPictures(readable: 0) }
    let seen = Set(features.train.labels)
    guard seen.count >= 2 else { throw .tooFewClasses(found: seen.count) }
  }

  /// Answers golden pictures by the graph just written, in f32 whatever the run's precision.
  private func goldenRun(_ net: FrozenNet) -> ModelFolderWriter.GoldenRun {
    { [options] graph, pictures in
      let model = try CompiledModel(onnx: graph, options: RuntimeOptions(precision: .f32, requests: 1))
      var answers: [[Float]] = []
      for bytes in pictures {
        let picture = try Picture.decode(bytes, limits: options.limits, minimumSide: nil)
        let output = Network.StandardOutput.head
        answers.append(try await model.infer(picture.planes(net.preprocessing), outputs: [output])[output] ?? [])
      }
      return answers
    }
  }
}
