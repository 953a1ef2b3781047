import Artifact
import Corpus
import Foundation
import Imaging
import Inference
import Support

/// The features of a model's own images and of a new class's, as adding that class needs them.
struct AddedFeatures {
  /// Training images of all classes, the new one last.
  var train: LabelledFeatures
  /// The same with the images that are held back.
  var all: LabelledFeatures
  /// What verdicts are chosen by: held back images.
  var calibration: CalibrationFeatures
  var newSamples: [Sample]
  var newRows: [[Float]]
  var newDigests: [[UInt8]]
  var problems: [Problem]
  var computed: Int

  /// How many images of the new class could be read.
  var imageCount: Int { newSamples.count }

  /// Takes features from the cache, and computes those that aren't there.
  static func compute(
    of parts: DataSet, new images: [Sample], label: Int, through backbone: CompiledBackbone, options: TrainOptions,
    progress: any ProgressReporter
  ) async throws -> AddedFeatures {
    let store = try FeatureStore(
      folder: options.featureCache, pipeline: backbone.pipeline, width: backbone.own.features,
      limit: options.cacheLimit)
    for note in backbone.notes { progress.note(note) }
    let pass = CommonPass(backbone, store: store, options: options, common: nil, progress: progress)
    let marked = images.map { image in
      var image = image
      image.classIndex = label
      return image
    }
    let new = try await pass.run(marked, [.original], "images of the new class")
    guard let first = new.table.samples.first else { throw TrainingError.noTrainingImages(readable: 0) }
    let readable = new.table.samples
    // Few images are all needed to learn from.
    let step = readable.count >= 2 * AddClassRun.heldBack ? AddClassRun.heldBack : readable.count + 1
    let held = readable.indices.filter { $0 % step == step - 1 }
    let learnt = try await pass.run(parts.samples(in: .train), [.original], "training images")
    guard Set(learnt.table.matrix(views: [0]).labels).count >= 2 else {
      throw TrainingError.noTrainingImages(readable: learnt.table.count)
    }
    // Apart from the new ones, so that the same of them are changed as when the model was trained.
    let known = try await TrainingFeatures.calibration(of: parts.samples(in: .validation), through: pass)
    var alone = pass.options
    alone.negatives = []
    let fresh = try await TrainingFeatures.calibration(
      of: held.isEmpty ? [first] : held.map { readable[$0] },
      through: CommonPass(backbone, store: store, options: alone, common: nil, progress: progress))
    var calibration = known.features
    if !held.isEmpty, calibration.looks[0].count > 0 {
      calibration.looks = zip(calibration.looks, fresh.features.looks).map { $0.joined($1) }
      if calibration.shifted.count == fresh.features.shifted.count {
        calibration.shifted = zip(calibration.shifted, fresh.features.shifted).map { $0.joined($1) }
      }
    }
    var train = learnt.table.matrix(views: [0])
    var all = train.joined(known.features.looks[0])
    let rows = try readable.indices.map { try new.table.row($0, 0) }
    for place in readable.indices {
      if !held.contains(place) { train.append(rows[place], label: label) }
      all.append(rows[place], label: label)
    }
    return AddedFeatures(
      train: train, all: all, calibration: calibration, newSamples: readable,
      newRows: rows, newDigests: new.digests.map { Array($0) },
      problems: parts.problems + new.problems + learnt.problems + known.problems,
      computed: new.computed + learnt.computed)
  }
}
