import Artifact
import Corpus
import Foundation
import Imaging
import Inference
import Runtime
import Support
import Taxonomy
import Weights

/// Adds a class to a finished model: one more row of its head, while what the others are asked by stays as it is.
///
/// Temperatures and verdicts are chosen again as training chooses them: by a head that has not seen the validation images, which
/// for the known classes is fitted again from the model's own, on the features in the cache.
package struct AddClassRun: Sendable {
  let options: TrainOptions
  let progress: any ProgressReporter

  /// - Parameter options: Their looks, backbones and groups don't count: those are the model's.
  package init(options: TrainOptions, progress: any ProgressReporter) {
    (self.options, self.progress) = (options, progress)
  }

  /// A model with its new class.
  package struct Outcome: Sendable {
    /// What the folder says of itself.
    package let description: ModelDescription
    /// Images that couldn't be used, one each.
    package let problems: [Problem]
    /// How many images the class was learnt from.
    package let images: Int
    /// How many validation images of the known classes are right without the new one; nil without any.
    package let knownBefore: Proportion?
    /// The same with the new class.
    package let knownAfter: Proportion?
    /// Rows of features that the net computed.
    package let computed: Int
  }

  /// One image in so many of the new class is held back to judge the row by, where there are enough.
  static let heldBack = 5

  /// Writes the model with the class to `place`, which may be the folder itself.
  ///
  /// - Parameters:
  ///   - images: Of the new class; their class indices don't count.
  ///   - dataSet: What the model was trained on, in the order of its classes.
  /// - Throws: `TrainingError`, `ArtifactError`, and the engines' errors; `place` is then unchanged.
  package func run(
    _ folder: ModelFolder, adding new: (id: String, label: String), _ images: [Sample], to dataSet: DataSet,
    at place: URL
  ) async throws -> Outcome {
    let name = ClassName(id: new.id, label: new.label)
    let classes = folder.description.classes
    if ClassMatcher(classes).index(of: name.id) != nil || ClassMatcher(classes).index(of: name.label) != nil {
      throw TrainingError.classExists(name: name.label)
    }
    if ModelDescription.unprintable(in: name.label, []) != nil { throw TrainingError.unprintable(name: name.label) }
    _ = try FolderReplacement(of: place, by: .model)
    if folder.description.cascade != nil {
      progress.note("The model loses its cascade, whose stages don't know the new class: all nets and looks answer.")
    }
    let options = options(for: folder.description)
    let net = try FrozenNet(in: folder)
    let backbone = try await CompiledBackbone(net, runtime: options.runtime, cache: options.backboneCache)
    let parts = dataSet.withValidation(fraction: options.validation, seed: options.seed)
    let old = try LinearClassifier(headIn: SafetensorsFile(folder.weightBytes()))
    func added(
      by backbone: CompiledBackbone, _ options: TrainOptions
    ) async throws -> (AddedFeatures, AddedHeads) {
      let features = try await AddedFeatures.compute(
        of: parts, new: images, label: classes.count, through: backbone, options: options, progress: progress)
      let heads = try AddedHeads(
        old: old, features, own: backbone.own, record: folder.description.training, options: options,
        progress: progress)
      return (features, heads)
    }
    var (features, heads) = try await added(
      by: backbone, backbone.own.classes == 0 ? options.lookingOnce : options)
    if backbone.own.classes == 0, options.looksAgain {
      // The head that is judged says where to look again.
      let computed = features.computed
      (features, heads) = try await added(by: backbone.led(by: heads.judged), options)
      features.computed += computed
    }
    let calibration = try calibration(heads.judged, features, folder, backbone.own, options, adding: name)
    var description = described(folder.description, with: name, calibration, features)
    // The head has learnt from what the net says in more bits.
    if backbone.extractor.model.precision != .int8 { description.eightBits = nil }
    let head = heads.last
    let written = try await ModelFolderWriter.write(
      description, net: net, head: head.weights(with: calibration.neighbours), to: place,
      golden: net.goldenRun(own: backbone.own, limits: options.limits),
      own: try await backbone.goldenFeatures(limits: options.limits)?.logits(of: head),
      further: { try await keep(folder, features, classes: classes.count + 1, in: $0) })
    return Outcome(
      description: written, problems: features.problems, images: features.imageCount,
      knownBefore: try heads.known(features.calibration.looks[0], with: false),
      knownAfter: try heads.known(features.calibration.looks[0], with: true), computed: features.computed)
  }

  private func options(for description: ModelDescription) -> TrainOptions {
    var options = options
    (options.looks, options.choosesLooks, options.groups) = (description.looks, false, description.groupsByClass)
    (options.seed, options.name) = (description.training.seed, description.name)
    if let coverage = description.sets?.coverage { options.coverage = coverage }
    return options
  }

  private func calibration(
    _ head: LinearClassifier, _ features: AddedFeatures, _ folder: ModelFolder, _ own: LinearClassifier,
    _ options: TrainOptions, adding name: ClassName
  ) throws -> Calibration {
    let description = folder.description
    let classes = description.classes + [name]
    let known = try BackbonePrior(of: features.train, classes: classes.count, own: own)
    var kind = KindPrior(
      classes: known.kind(), temperature: try known.temperature(calibratedOn: features.train))
    kind.knowsClasses = known.head() != nil
    kind.familiarity =
      description.verdict.familiarity.map { [$0.evidence] } ?? (kind.knowsClasses ? [.certainty] : kind.familiarity)
    let old = try KindNeighbours(in: SafetensorsFile(folder.weightBytes()))
    let added = features.newRows.prefix(Self.heldBack)
    let neighbours = old.map {
      KindNeighbours(rows: $0.classifier.rows + added.flatMap { $0 }, width: $0.classifier.features)
    }
    return try Calibrator(options: options, classes: classes, own: own, progress: progress).calibrate(
      head, on: features.calibration, kind: kind, neighbours: neighbours)
  }

  private func described(
    _ old: ModelDescription, with name: ClassName, _ calibration: Calibration, _ features: AddedFeatures
  ) -> ModelDescription {
    var description = old
    description.classes.append(name)
    (description.looks, description.temperatures) = (calibration.looks, calibration.temperatures)
    (description.verdict, description.sets) = (calibration.verdict, calibration.sets)
    description.groups?.append([])
    // Its stages don't know the new class.
    description.cascade = nil
    description.training.images += features.imageCount
    description.training.dataHash = ContentHash.of(
      Array((old.training.dataHash + features.newDigests.map(\.hexadecimal).joined()).utf8))
    // What was measured of the model before says nothing of this one.
    description.metrics = calibration.validation.isEmpty ? [:] : ["validation": calibration.validation]
    description.notes.append("The class \(name.label) was added later, from \(features.imageCount) images.")
    description.files = [:]
    return description
  }

  /// Brings along what else the model has: its samples, and its index with the new images in it.
  private func keep(_ old: ModelFolder, _ features: AddedFeatures, classes: Int, in folder: URL) async throws {
    let samples = old.url.appending(path: ModelSamples.folder)
    if try !old.samples().isEmpty {
      try FileManager.default.copyItem(at: samples, to: folder.appending(path: ModelSamples.folder))
    }
    guard let index = try old.index() else { return }
    guard features.newRows.allSatisfy({ $0.count == index.width }) else {
      throw ArtifactError.unfit(
        model: old.description.name, reason: "its index is of images that another net looked at")
    }
    var rows = FeatureIndexBuilder(index)
    for (place, sample) in features.newSamples.enumerated() {
      var thumbnail: [UInt8] = []
      if index.hasThumbnails {
        thumbnail = (try? Thumbnail.image(of: sample, limits: options.limits)?.jpeg(quality: 75)) ?? []
      }
      rows.append(
        IndexedImage(
          file: sample.name, classIndex: classes - 1, digest: features.newDigests[place], thumbnail: thumbnail),
        features: features.newRows[place])
    }
    try AtomicFile.write(rows.encoded(), to: folder.appending(path: FeatureIndex.file).path)
  }
}
