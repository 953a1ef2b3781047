import Artifact
import Corpus
import Foundation
import Imaging
import Inference
import Review
import Support

/// The frozen net behind a review: features of images, and what in them spoke for a class.
struct ReviewNet: Sendable {
  let backbone: CompiledBackbone
  private let store: FeatureStore
  private let options: TrainOptions
  private let progress: any ProgressReporter

  /// Throws `ArtifactError`, `TrainingError` and the engine's errors.
  init(_ options: TrainOptions, progress: any ProgressReporter) async throws {
    let net = try FrozenNet(
      named: options.backbones, inputSize: options.inputSize, resize: options.resize, weightsIn: options.weightsFolders)
    backbone = try await CompiledBackbone(net, runtime: options.runtime, cache: options.backboneCache)
    for note in backbone.notes { progress.note(note) }
    store = try FeatureStore(
      folder: options.featureCache, pipeline: backbone.pipeline, width: backbone.own.features,
      limit: options.cacheLimit)
    (self.options, self.progress) = (options, progress)
  }

  /// The features of images, cached or computed; throws the engine's errors.
  func features(of samples: [Sample], _ what: String) async throws -> FeaturePassResult {
    let pass = CommonPass(backbone, store: store, options: options, common: nil, progress: progress)
    return try await pass.run(samples, [.original], what)
  }

  /// The limits of the images.
  var limits: Limits { options.limits }

  /// Columns of a map along its longer side.
  private static let cells = 48

  /// What in an image spoke for a class of a head. Throws what decoding and the engine throw.
  func map(of image: EncodedImage, row: [Float]) async throws -> ReviewMap {
    let extractor = backbone.extractor
    let decoded = try image.decode(limits: limits, minimumSide: extractor.decodeSide)
    let look = try await extractor.look(at: decoded)
    let frame = decoded.frame(of: extractor.preprocessing)
    let scale = Double(Self.cells) / Double(max(decoded.width, decoded.height))
    let (columns, rows) = (max(1, Int(Double(decoded.width) * scale)), max(1, Int(Double(decoded.height) * scale)))
    let map = extractor.place(of: row, in: look, frame: frame).laid(over: columns, rows, frame: frame)
    return ReviewMap(columns: columns, rows: rows, values: map.values)
  }
}
