import Artifact
import Corpus
import Crypto
import Foundation
import Inference
import Runtime
import Support
import Taxonomy
import Torch

/// The features that a run uses for training, model selection and calibration.
struct TrainingFeatures: Sendable {
  /// Training images, all views.
  var train: LabelledFeatures
  /// Validation images, the original view.
  var validation: LabelledFeatures
  /// Validation images, the training views: for the last fit with everything.
  var validationViews: LabelledFeatures
  /// Validation images, one table per look.
  var looks: [LabelledFeatures]
  var problems: [Problem]
  var dataHash: String
  var computed: Int
  var cached: Int
  var imageCount: Int

  /// Leaves out validation images of all other classes.
  mutating func keepValidation(of classes: Set<Int>) {
    validation = validation.rows(of: classes)
    validationViews = validationViews.rows(of: classes)
    looks = looks.map { $0.rows(of: classes) }
  }

  /// Runs the training and validation splits through the backbone; cached features aren't recomputed.
  ///
  /// In a distributed run each process computes its share, and only the first gets all features.
  static func compute(
    of parts: DataSet, through backbone: CompiledBackbone, options: TrainOptions, common: CommonRun?,
    progress: any ProgressReporter
  ) async throws -> TrainingFeatures {
    let store = try FeatureStore(
      folder: options.featureCache, name: ContentHash.of(Array(backbone.pipeline.utf8)).prefix(16).description,
      width: backbone.own.features, writes: (common?.group.place.localRank ?? 0) == 0)
    for note in backbone.notes { progress.note(note) }
    if store.lost > 0 { progress.note("The feature cache is damaged: \(store.lost) rows are computed again.") }
    if !store.isWritable { progress.note("Another run uses the feature cache; this one's new features are not kept.") }
    let width = 2 * backbone.extractor.model.requestCount + 1
    func pass(_ split: Split, _ views: [View], _ what: String) async throws -> FeaturePassResult {
      let samples = parts.samples(in: split)
      progress.begin(what, total: samples.count / (common?.group.size ?? 1))
      return try await FeaturePass(
        extractor: backbone.extractor, store: store, pipeline: backbone.pipeline, views: views, limits: options.limits,
        width: width
      ).run(samples, over: common, as: what, progress: progress)
    }

    let trainingViews = options.trainingViews
    let lookViews = options.looks.views
    let validationViews = lookViews + trainingViews.filter { !lookViews.contains($0) }
    let validation = try await pass(.validation, validationViews, "validation images")
    let train = try await pass(.train, trainingViews, "training images")
    let ids = parts.classes.map(\.id)
    let hashes = [validation, train].map { $0.dataHash(classIDs: ids) }
    return TrainingFeatures(
      train: train.table.matrix(views: Array(trainingViews.indices)),
      validation: validation.table.matrix(views: [0]),
      validationViews: validation.table.matrix(views: trainingViews.compactMap(validationViews.firstIndex)),
      looks: lookViews.indices.map { validation.table.matrix(views: [$0]) },
      problems: validation.problems + train.problems, dataHash: ContentHash.of(Array(hashes.joined().utf8)),
      computed: train.computed + validation.computed, cached: train.cached + validation.cached,
      imageCount: train.table.samples.count + validation.table.samples.count)
  }

  /// The validation images' features, one table per look, from a net that is not kept.
  ///
  /// - Parameters:
  ///   - learnt: The classes whose images count.
  ///   - store: A folder that is discarded with the net.
  static func looks(
    of parts: DataSet, learnt: Set<Int>, through backbone: CompiledBackbone, options: TrainOptions, store: URL,
    progress: any ProgressReporter
  ) async throws -> [LabelledFeatures] {
    let views = options.looks.views
    let samples = parts.samples(in: .validation).filter { learnt.contains($0.classIndex) }
    progress.begin("validation images", total: samples.count)
    let pass = FeaturePass(
      extractor: backbone.extractor,
      store: try FeatureStore(folder: store, name: "looks", width: backbone.own.features),
      pipeline: backbone.pipeline, views: views, limits: options.limits,
      width: 2 * backbone.extractor.model.requestCount + 1)
    let result = try await pass.run(samples, progress: progress)
    return views.indices.map { result.table.matrix(views: [$0]) }
  }
}
