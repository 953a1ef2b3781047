import Artifact
import Corpus
import Crypto
import Evaluation
import Features
import Foundation
import Imaging
import NeuralNetwork
import Runtime
import Support
import Taxonomy
import Torch
import Weights

/// What a run made and what it saw on the way.
package struct TrainedModel: Sendable {
  package let description: ModelDescription
  package let problems: [Problem]
  /// How fine-tuning went about it, with all that was settled on the way; nil where only a head was trained.
  package let plan: TuningPlan?
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
  /// Throws `TrainingError`, `CorpusError`, `ArtifactError`, `TuningError` and the engines' errors; `folder` is then as
  /// it was. Gives nothing in a process that isn't the first of a common run.
  package func run(_ dataSet: DataSet, to folder: URL, stop: StopSignals? = nil) async throws -> TrainedModel? {
    let parts = dataSet.withValidation(
      fraction: options.validation, seed: options.seed, keepingTogether: options.together)
    for note in parts.notes.dropFirst(dataSet.notes.count) { progress.note(note) }
    try parts.requireClasses(in: .train)
    let net = try frozenNet()
    guard let meeting = options.meeting else {
      return try await lead(parts, net: net, to: folder, common: nil, stop: stop)
    }
    let common = try CommonRun.join(meeting, on: options.tuning?.options.device ?? .cpu)
    return try await common.telling {
      if common.group.rank == 0 { return try await lead(parts, net: net, to: folder, common: common, stop: stop) }
      _ = try await features(of: parts, net, common)
      guard let request = options.tuning else { return nil }
      ProcessMemory.giveBack()
      try await TuningStage.follow(request, net: net, parts: parts, common: common, stop: stop)
      return nil
    }
  }

  private func lead(
    _ parts: DataSet, net: FrozenNet, to place: URL, common: CommonRun?, stop: StopSignals?
  ) async throws -> TrainedModel {
    let classes = parts.classes
    let taken = try await features(of: parts, net, common)
    let features = taken.features
    try checkClasses(features, classes: classes)
    var model = try fit(taken, classes: classes, net: net)
    if let request = options.tuning {
      let tuning = TuningStage(request: request, run: self, parts: parts, features: features, common: common)
      model = try await tuning.improve(model, precision: taken.precision, stop: stop)
    }
    var description = ModelDescription(
      name: options.name, backbones: net.backbones, preprocessing: net.preprocessing, classes: classes,
      looks: options.looks, temperatures: model.calibration.temperatures,
      verdict: VerdictPolicy(unsureBelow: options.unsureBelow, presence: model.calibration.presence),
      training: record(of: model, features, boxMargin: parts.boxMargin))
    let validation = model.calibration.validation
    description.metrics = validation.isEmpty ? [:] : ["validation": validation]
    description.licences = net.licences
    let head = model.head.classifier
    let written = try await ModelFolderWriter.write(
      description, net: model.net, head: head.headWeights, to: place, golden: goldenRun(net),
      halfLogits: model.halfGolden?.map(head.logits))
    return TrainedModel(
      description: written, problems: parts.problems + features.problems, plan: model.plan, validation: validation,
      computed: features.computed, cached: features.cached)
  }

  /// Takes the features; the compiled net is gone when they are there, so that its memory is free for training.
  private func features(
    of parts: DataSet, _ net: FrozenNet, _ common: CommonRun?
  ) async throws -> TakenFeatures {
    let backbone = try await CompiledBackbone(net, runtime: options.runtime, cache: options.backboneCache)
    let features = try await TrainingFeatures.take(
      of: parts, through: backbone, options: options, common: common, progress: progress)
    return TakenFeatures(
      features: features, own: backbone.own, precision: backbone.extractor.model.precision,
      halfGolden: try await backbone.halfGoldenFeatures(limits: options.limits))
  }

  private func record(
    of model: FittedModel, _ features: TrainingFeatures, boxMargin: Double?
  ) -> TrainingRecord {
    var record = TrainingRecord(
      images: features.imageCount, views: options.trainingViews.count, head: options.head.name,
      weightDecay: model.head.decay, seed: options.seed, dataHash: features.dataHash)
    record.tuning = model.tuning
    record.boxMargin = boxMargin
    return record
  }

  private func frozenNet() throws -> FrozenNet {
    if options.randomWeights {
      return try FrozenNet(
        randomly: options.backbones, seed: options.seed, inputSize: options.inputSize, resize: options.resize)
    }
    return try FrozenNet(
      named: options.backbones, inputSize: options.inputSize, resize: options.resize, weightsIn: options.weightsFolders)
  }

  private func fit(
    _ taken: TakenFeatures, classes: [ClassName], net: FrozenNet
  ) throws -> FittedModel {
    let (features, own) = (taken.features, taken.own)
    let knowledge = try OwnKnowledge(
      of: features.train.joined(features.validation), classes: classes.count, own: own)
    let kind = knowledge.kind()
    let (chosen, last): (TrainedHead, TrainedHead)
    switch options.head {
    case .converged(let decay):
      let trainer = HeadTrainer(classes: classes.count, progress: progress)
      let prior = try PriorHead.make(knowledge, calibratedOn: features.validation)
      chosen = try trainer.choose(
        train: features.train, validation: features.validation, prior: prior, decay: decay)
      last = try trainer.refit(chosen, on: features.train.joined(features.validationViews), prior: prior)
    case .adam(let recipe):
      let trainer = AdamTrainer(classes: classes.count, recipe: recipe, seed: options.seed, progress: progress)
      // Fine-tuning keeps the log itself.
      let log =
        try options.tuning == nil
        ? options.logs.map { folder in
          try RunLog(folder, plan: recipe.plan(seed: options.seed), classes: classes.map(\.id), upTo: 0, history: [])
        } : nil
      chosen = try trainer.train(features.train, validation: features.validation, log: log)
      last = chosen
    }
    let calibration = try calibrator(classes, own: own).calibrate(
      chosen.classifier, looks: features.looks, kind: kind)
    return FittedModel(
      net: net, head: last, judged: chosen, calibration: calibration, kind: kind, tuning: nil,
      halfGolden: taken.halfGolden)
  }

  func calibrator(_ classes: [ClassName], own: LinearClassifier) -> Calibrator {
    Calibrator(options: options, classes: classes, own: own, progress: progress)
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

/// A net with its head, and what the validation part says of them.
struct FittedModel {
  var net: FrozenNet
  /// The head that is kept: trained on everything known.
  var head: TrainedHead
  /// The head that the validation part can judge: trained without it.
  var judged: TrainedHead
  var calibration: Calibration
  /// The backbone's own classes that pictures of the kind look like.
  var kind: [Int]
  var tuning: TuningRecord?
  /// Features of the golden pictures in bf16; nil where all is f32.
  var halfGolden: [[Float]]?
  /// The plan that fine-tuning went by, whether it found something better or not.
  var plan: TuningPlan?
}

/// Features of a data set, and what is left of the compiled net that gave them.
private struct TakenFeatures {
  let features: TrainingFeatures
  /// The backbones' own classifier.
  let own: LinearClassifier
  /// What the engine chose for this processor.
  let precision: Precision
  let halfGolden: [[Float]]?
}
