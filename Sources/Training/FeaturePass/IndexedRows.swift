import Artifact
import Corpus
import Foundation
import Imaging
import Inference
import Runtime
import Support

/// The images that a model learnt from, with the features of one look at each, on their way into an index.
struct IndexedRows: Sendable {
  private(set) var samples: [Sample]
  private var builder: FeatureIndexBuilder

  /// The first view of each pass's images; images of classes that the first pass has none of are left out.
  ///
  /// Throws `TrainingError.cache`.
  init(_ passes: [FeaturePassResult]) throws(TrainingError) {
    samples = []
    builder = FeatureIndexBuilder(width: passes.first?.table.width ?? 1)
    let learnt = Set(passes.first?.table.matrix(views: [0]).labels ?? [])
    for pass in passes {
      for (place, sample) in pass.table.samples.enumerated() where learnt.contains(sample.classIndex) {
        append(sample, digest: Array(pass.digests[place]), features: try pass.table.row(place, 0)[...])
      }
    }
  }

  /// - Parameter index: What there is already.
  init(_ index: FeatureIndex) {
    samples = []
    builder = FeatureIndexBuilder(index)
  }

  mutating func append(_ sample: Sample, digest: [UInt8], features: ArraySlice<Float>) {
    samples.append(sample)
    builder.append(
      IndexedImage(file: sample.name, classIndex: sample.classIndex, digest: digest), features: features)
  }

  /// The index's file; with `thumbnails`, images that can't be read any more have none.
  ///
  /// Throws `CancellationError`.
  func encoded(thumbnails: Bool, limits: Limits) async throws -> [UInt8] {
    guard thumbnails else { return builder.encoded() }
    let found = try await samples.boundedMap(width: ProcessInfo.processInfo.activeProcessorCount) {
      sample throws(any Error) -> [UInt8] in
      (try? Thumbnail.image(of: sample, limits: limits)?.jpeg(quality: 75)) ?? []
    }
    return builder.with(thumbnails: found).encoded()
  }
}

extension IndexedRows {
  /// The same images as a finished model's own net sees them, which was fine-tuned after their features were computed.
  ///
  /// Throws the engines' errors, and `TrainingError`.
  static func computed(
    of samples: [Sample], by graph: URL, preprocessing: Preprocessing, own: LinearClassifier, options: TrainOptions,
    progress: any ProgressReporter
  ) async throws -> IndexedRows {
    let model = try CompiledModel(onnx: graph, options: options.runtime)
    let weights = try ContentHash.of(
      file: graph.deletingLastPathComponent().appending(path: ModelFolder.weightsFile))
    let pipeline = "\(weights) \(model.precision.rawValue)"
    let pass = CommonPass(
      extractor: try Extractor(model: model, preprocessing: preprocessing, classifier: own, needsHead: true),
      pipeline: pipeline,
      store: try FeatureStore(
        folder: options.featureCache, pipeline: pipeline, width: own.features, limit: options.cacheLimit),
      options: options, common: nil, progress: progress)
    return try IndexedRows([try await pass.run(samples, [.original], "images for the index")])
  }
}
