import Artifact
import Corpus
import Foundation
import Inference
import Runtime
import Support
import Taxonomy
import Torch
import Weights

/// From labelled images to a model folder: features, head, calibration, golden answers.
package struct TrainRun: Sendable {
  let options: TrainOptions
  let progress: any ProgressReporter

  package init(options: TrainOptions, progress: any ProgressReporter) {
    self.options = options
    self.progress = progress
  }

  /// Trains on the training split and writes the model folder; the test split is never opened.
  ///
  /// Throws `TrainingError`, `CorpusError`, `ArtifactError`, `TuningError` and the engines' errors; `folder` is then
  /// unchanged. Returns nil in processes other than the first of a distributed run.
  package func run(_ dataSet: DataSet, to folder: URL, stop: StopSignals? = nil) async throws -> TrainedModel? {
    let parts = dataSet.withValidation(
      fraction: options.validation, seed: options.seed, keepingTogether: options.together
    ).withoutUntrainedClasses()
    for note in parts.notes.dropFirst(dataSet.notes.count) { progress.note(note) }
    try parts.requireClasses(in: .train)
    if let name = ModelDescription.unprintable(in: options.name, parts.classes) {
      throw TrainingError.unprintable(name: name)
    }
    try options.words?.check(for: parts.classes)
    if (options.rendezvous?.rank ?? 0) == 0 { _ = try FolderReplacement(of: folder, by: .model) }
    let (frozen, eightBits) = (try frozenNet(), EightBitStage(options: options, progress: progress))
    guard let rendezvous = options.rendezvous else {
      let net = try await eightBits.settled(frozen, for: parts, nil)
      return try await lead(parts, net: net, to: folder, common: nil, stop: stop)
    }
    let common = try CommonRun.join(rendezvous, on: options.tuning?.options.device ?? .cpu)
    return try await common.telling {
      let net = try await eightBits.settled(frozen, for: parts, common)
      if common.group.rank == 0 { return try await lead(parts, net: net, to: folder, common: common, stop: stop) }
      let taken = try await features(of: parts, net, common)
      if let own = taken.features.own { try await SharedFit(common, own: own).follow() }
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
    var times = StageTimes()
    let taken = try await features(of: parts, net, common)
    times.end("features")
    let features = taken.features
    let shared = common.flatMap { common in features.own.map { SharedFit(common, own: $0) } }
    let pays = SharedFit.pays(
      rows: features.train.count, width: features.train.width, classes: classes.count, threads: try Threads.count())
    var model = try HeadStage(options: options, classes: classes, progress: progress).fit(
      taken, net: net, sharing: pays ? shared : nil)
    try shared?.end()
    times.end("head")
    if let request = options.tuning {
      let tuning = TuningStage(
        request: request, options: options, progress: progress, parts: parts, features: features, common: common)
      model = try await tuning.improve(model, precision: taken.precision, stop: stop)
      times.end("tuning")
    }
    if model.tuning == nil {
      model.cascade = try CascadeFit(options: options, classes: classes, progress: progress).fit(taken, model)
      times.end("cascade")
    } else if options.cascade == true {
      progress.note("The model gets no cascade: its net was fine-tuned.")
    }
    var description = ModelDescription(
      name: options.name, backbones: net.backbones, preprocessing: net.preprocessing, classes: classes,
      looks: model.calibration.looks, temperatures: model.calibration.temperatures,
      verdict: model.calibration.verdict,
      training: record(of: model, features, boxMargin: parts.boxMargin))
    description.sets = model.calibration.sets
    description.eightBits = model.net.eightBits
    description.cascade = model.cascade?.policy
    if !options.groups.isEmpty { description.groups = classes.map { options.groups[$0.id] ?? [] } }
    let validation = model.calibration.validation
    description.metrics = validation.isEmpty ? [:] : ["validation": validation]
    description.licences = net.licences
    description.words = options.words
    let (head, stages) = (model.head.classifier, model.cascade?.heads ?? [])
    let arrays = head.weights(with: model.calibration.neighbours).arrays
    let written = try await ModelFolderWriter.write(
      description, net: model.net,
      head: WeightSet(arrays.merging(model.cascade?.weights ?? [:]) { head, _ in head }), to: place,
      golden: net.goldenRun(own: taken.own, limits: options.limits, stages: stages),
      own: model.golden?.logits(of: head, stages: stages),
      further: { [net = model.net] in try await writeIndex(features.indexed, net: net, own: taken.own, to: $0) })
    times.end("model")
    return TrainedModel(
      description: written, problems: parts.problems + features.problems, plan: model.plan, validation: validation,
      computed: features.computed, cached: features.cached, seconds: times.seconds)
  }

  /// Writes the index of the images that were learnt from, if it is asked for.
  private func writeIndex(
    _ rows: IndexedRows?, net: FrozenNet, own: LinearClassifier, to folder: URL
  ) async throws {
    guard var rows else { return }
    if net.tuning != nil {
      rows = try await IndexedRows.computed(
        of: rows.samples, by: folder.appending(path: ModelFolder.graphFile), preprocessing: net.preprocessing, own: own,
        options: options, progress: progress)
    }
    let bytes = try await rows.encoded(thumbnails: options.keepsThumbnails, limits: options.limits)
    try AtomicFile.write(bytes, to: folder.appending(path: FeatureIndex.file).path)
  }

  /// Computes the features; the compiled net is released afterwards, so that its memory is free for training.
  private func features(
    of parts: DataSet, _ net: FrozenNet, _ common: CommonRun?
  ) async throws -> ComputedFeatures {
    var backbone = try await CompiledBackbone(net, options: options)
    let store = try store(of: backbone, common)
    var computed = 0
    if backbone.own.classes == 0, options.looksAgain {
      let once = options.lookingOnce
      let first = try await features(of: parts, through: backbone, store, once, common)
      backbone = backbone.led(by: try await guide(first, once, own: backbone.own, classes: parts.classes, common))
      computed = first.computed
    }
    var features = try await features(of: parts, through: backbone, store, options, common)
    let unkept = await store.unkept
    if unkept > 0, store.isWritable {
      progress.note("The feature cache has reached --cache-limit: \(unkept) rows are not kept.")
    }
    (features.computed, features.cached) = (features.computed + computed, features.cached - computed)
    return ComputedFeatures(
      features: features, own: backbone.own, precision: backbone.extractor.model.precision,
      golden: try await backbone.goldenFeatures(limits: options.limits))
  }

  private func features(
    of parts: DataSet, through backbone: CompiledBackbone, _ store: FeatureStore, _ options: TrainOptions,
    _ common: CommonRun?
  ) async throws -> TrainingFeatures {
    var features = try await TrainingFeatures.compute(
      of: parts, through: backbone, store: store, options: options, common: common, progress: progress)
    if (common?.group.rank ?? 0) == 0 { try settleClasses(&features, classes: parts.classes) }
    return features
  }

  /// The cache that a run's features go to.
  private func store(of backbone: CompiledBackbone, _ common: CommonRun?) throws(TrainingError) -> FeatureStore {
    let store = try FeatureStore(
      folder: options.featureCache, pipeline: backbone.pipeline, width: backbone.own.features,
      writes: (common?.group.place.localRank ?? 0) == 0, limit: options.cacheLimit)
    for note in backbone.notes { progress.note(note) }
    if store.lost > 0 { progress.note("The feature cache is damaged: \(store.lost) rows are computed again.") }
    if !store.isWritable { progress.note("Another run uses the feature cache; this one's new features are not kept.") }
    return store
  }

  /// The head that says where to look again: fitted to first looks at the training images, without the validation images.
  ///
  /// The first process of a distributed run fits it for all.
  private func guide(
    _ features: TrainingFeatures, _ options: TrainOptions, own: LinearClassifier, classes: [ClassName],
    _ common: CommonRun?
  ) async throws -> LinearClassifier {
    if let common, common.group.rank != 0 {
      return try await common.awaitGuide(classes: classes.count, features: own.features)
    }
    var options = options
    // What is logged are the epochs of the head that is kept.
    options.logs = nil
    let prior = try BackbonePrior(of: features.train, classes: classes.count, own: own)
    let head = try HeadStage(options: options, classes: classes, progress: SilentProgress()).heads(
      features, backbonePrior: prior, own: own
    ).chosen.classifier
    try common?.hand(head)
    return head
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

  /// Refuses a set of fewer than two classes to learn, and leaves out what can't be learnt.
  ///
  /// A class without a training image isn't learnt, and no validation image of it is asked: a figure would be of what
  /// it is measured on.
  private func settleClasses(_ features: inout TrainingFeatures, classes: [ClassName]) throws(TrainingError) {
    guard features.train.count > 0 else { throw .noTrainingImages(readable: 0) }
    let learnt = Set(features.train.labels)
    guard learnt.count >= 2 else { throw .tooFewClasses(found: learnt.count) }
    for label in Set(features.validation.labels).subtracting(learnt).sorted() {
      progress.note("\(classes[label].label) has no training image that can be read, so it is not learnt.")
    }
    features.keepValidation(of: learnt)
  }
}
