import Artifact
import Imaging
import Inference
import Runtime

/// The golden images' features as the engine that will serve computes them, in another precision than f32.
struct GoldenFeatures: Sendable {
  let precision: Precision
  /// In the images' order.
  let features: [[Float]]

  /// What heads say of them, for a model folder.
  ///
  /// - Parameter stages: The heads of a cascade's stages, in their order.
  func logits(
    of head: LinearClassifier, stages: [StageHead] = []
  ) -> (precision: String, logits: [GoldenLogits]) {
    (precision.rawValue, features.map { GoldenLogits(head.logits(of: $0), of: $0, stages: stages) })
  }
}

extension CompiledBackbone {
  /// Nil in f32, and where another engine than the one that serves computed.
  ///
  /// Throws `ImagingError`, `RuntimeError`.
  func goldenFeatures(limits: Limits) async throws -> GoldenFeatures? {
    let precision = extractor.model.precision
    guard precision != .f32, extractor.model.engine.isEmpty else { return nil }
    let looks = try await extractor.goldenLooks(at: GoldenImages.make().map(\.bytes), limits: limits)
    return GoldenFeatures(precision: precision, features: looks.map(\.features))
  }
}

extension FrozenNet {
  /// Runs golden images through the graph just written, in f32 whatever the run's precision.
  ///
  /// - Parameter stages: The heads of a cascade's stages, in their order.
  func goldenRun(
    own: LinearClassifier, limits: Limits, stages: [StageHead] = []
  ) -> ModelFolderWriter.GoldenRun {
    { [preprocessing] graph, images in
      let extractor = try Extractor(
        model: CompiledModel(onnx: graph, options: RuntimeOptions(precision: .f32, requests: 1)),
        preprocessing: preprocessing, classifier: own, needsHead: true)
      return try await extractor.goldenLooks(at: images, limits: limits).map {
        GoldenLogits($0.logits, of: $0.features, stages: stages)
      }
    }
  }
}
