import Artifact
import Corpus
import Foundation
import Inference
import Runtime
import Support
import Weights

/// Chooses a model's temperatures and verdicts again, on images that it has not learnt from.
package struct CalibrationRun: Sendable {
  let options: TrainOptions
  let progress: any ProgressReporter

  package init(options: TrainOptions, progress: any ProgressReporter) {
    (self.options, self.progress) = (options, progress)
  }

  /// The model's looks stay. Throws `TrainingError`, `ArtifactError`, and the engines' errors; the folder is then
  /// unchanged.
  ///
  /// - Parameter samples: Their classes are the model's.
  package func run(
    _ folder: ModelFolder, _ samples: [Sample]
  ) async throws -> (description: ModelDescription, problems: [Problem]) {
    var description = folder.description
    var options = options
    (options.looks, options.choosesLooks, options.groups) = (description.looks, false, description.groupsByClass)
    let weights = try SafetensorsFile(folder.weights)
    let own = try LinearClassifier(ownOf: description.backbones, in: weights)
    let head = try LinearClassifier(headIn: weights)
    let (models, notes) = try folder.compiled(for: nil, runtime: options.runtime)
    for note in notes { progress.note(note) }
    let model = models[0]
    let ranges = model.precision == .int8 ? description.eightBits.map { " \($0.hash)" } ?? "" : ""
    let pipeline =
      "\(description.files[ModelFolder.weightsFile] ?? description.seal) \(model.precision.rawValue)\(ranges.prefix(17))"
    let pass = CommonPass(
      extractor: try Extractor(
        model: model, preprocessing: description.preprocessing, classifier: own, needsHead: true
      ).led(by: head),
      pipeline: pipeline,
      store: try FeatureStore(
        folder: options.featureCache, pipeline: pipeline, width: own.features,
        limit: options.cacheLimit),
      options: options, common: nil, progress: progress)
    let found = try await TrainingFeatures.calibration(of: samples, through: pass)
    var kind = KindPrior.none
    if let policy = description.verdict.presence {
      (kind.classes, kind.temperature) = (policy.classes, policy.temperature)
    }
    // What was right for the net stays: the backbone's classes can't be matched without the training images.
    kind.familiarity = description.verdict.familiarity.map { [$0.evidence] } ?? [.certainty]
    let calibration = try Calibrator(
      options: options, classes: description.classes, own: own, progress: progress
    ).calibrate(
      head, on: found.features, kind: kind, neighbours: KindNeighbours(in: weights))
    description.temperatures = calibration.temperatures
    description.verdict = calibration.verdict
    description.sets = calibration.sets
    if let old = description.cascade {
      description.cascade = try CascadeRenewal(
        options: options, description: description, weights: weights, head: head, own: own,
        neighbours: calibration.neighbours
      ).renewed(old, on: found.features, kind: kind, calibration)
      progress.note(
        description.cascade.map { "Cascade: \($0.sentence)" }
          ?? "The model loses its cascade: these images can't show that nothing is lost by it, so all nets and looks answer."
      )
    }
    description.metrics["calibration"] = calibration.validation
    return (try ModelFolderWriter.replace(description, in: folder.url), found.problems)
  }
}
