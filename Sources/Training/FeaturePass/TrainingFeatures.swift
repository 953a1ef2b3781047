import Artifact
import Corpus
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
  /// What verdicts are chosen by: validation images, look by look, their changed copies, and images of something else.
  var calibration: CalibrationFeatures
  /// Training images that stand for the kind, and changed copies of them.
  var neighbours: LabelledFeatures
  /// Of a distributed run, what this process looked at itself; nil where it is alone.
  var own: SharedFit.Own?
  /// The images that were learnt from, for an index of them; nil unless asked for.
  var indexed: IndexedRows?
  var problems: [Problem]
  var dataHash: String
  var computed: Int
  var cached: Int
  var imageCount: Int

  /// Leaves out validation images of all other classes.
  mutating func keepValidation(of classes: Set<Int>) {
    validation = validation.rows(of: classes)
    validationViews = validationViews.rows(of: classes)
    calibration.keep(classes)
  }

  /// Runs the training and validation splits through the backbone; cached features aren't recomputed.
  ///
  /// In a distributed run each process computes its share, and only the first gets all features.
  static func compute(
    of parts: DataSet, through backbone: CompiledBackbone, store: FeatureStore, options: TrainOptions,
    common: CommonRun?, progress: any ProgressReporter
  ) async throws -> TrainingFeatures {
    var pass = CommonPass(backbone, store: store, options: options, common: common, progress: progress)
    let trainingViews = options.trainingViews
    let lookViews = options.looks.views
    let validationViews = lookViews + trainingViews.filter { !lookViews.contains($0) }
    let (learnt, held) = (parts.samples(in: .train), parts.samples(in: .validation))
    pass = try await pass.ahead(
      of: [
        AheadPlan.Wanted(samples: held, views: validationViews, isCounted: true),
        AheadPlan.Wanted(samples: learnt, views: trainingViews, isCounted: true),
      ] + calibrationImages(of: held, looks: lookViews) + neighbourImages(of: learnt))
    let forecast = try await PassForecast(
      of: learnt, trainingViews, rows: learnt.count * trainingViews.count + held.count * validationViews.count,
      through: pass)
    if let sentence = forecast.sentence { progress.note(sentence) }
    let validation = try await pass.run(held, validationViews, "validation images")
    let train = try await pass.run(learnt, trainingViews, "training images")
    let before = forecast.computed + (pass.rows?.computed ?? 0)
    let others = try await calibration(of: held, plain: validation.table, through: pass)
    let neighbours = try await neighbours(of: learnt, through: pass)
    let ids = parts.classes.map(\.id)
    let hashes = [validation, train].map { $0.dataHash(classIDs: ids) }
    let (seen, heldViews) = (Array(trainingViews.indices), trainingViews.compactMap(validationViews.firstIndex))
    return TrainingFeatures(
      train: train.table.matrix(views: seen),
      validation: validation.table.matrix(views: [0]),
      validationViews: validation.table.matrix(views: heldViews),
      calibration: others.features, neighbours: neighbours,
      own: common.map { _ in
        SharedFit.Own(
          train: train.own.matrix(views: seen), validationViews: validation.own.matrix(views: heldViews))
      },
      indexed: options.keepsIndex ? try IndexedRows([train, validation]) : nil,
      problems: validation.problems + train.problems + others.problems,
      dataHash: ContentHash.of(Array(hashes.joined().utf8)),
      computed: train.computed + validation.computed + before,
      cached: train.cached + validation.cached - before,
      imageCount: train.table.count + validation.table.count)
  }
}
