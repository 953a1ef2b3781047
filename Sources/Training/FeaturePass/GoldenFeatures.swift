import Artifact
import Imaging
import Inference
import Runtime

extension CompiledBackbone {
  /// The golden images' features if the engine that will serve computes in bf16, in order; nil in f32, and where another
  /// engine computed.
  ///
  /// Throws `ImagingError`, `RuntimeError`.
  func bf16GoldenFeatures(limits: Limits) async throws -> [[Float]]? {
    guard extractor.model.precision == .bf16, extractor.model.engine.isEmpty else { return nil }
    return try await extractor.goldenLooks(at: GoldenImages.make().map(\.bytes), limits: limits).map(\.features)
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
