import Artifact
import Imaging
import Inference
import Runtime

extension CompiledBackbone {
  /// The golden pictures' features where the engine computes in bf16, in their order; nil in f32.
  ///
  /// Throws `ImagingError`, `RuntimeError`.
  func halfGoldenFeatures(limits: Limits) async throws -> [[Float]]? {
    guard extractor.model.precision == .bf16 else { return nil }
    return try await extractor.goldenLooks(at: GoldenPictures.make().map(\.bytes), limits: limits).map(\.features)
  }
}

extension FrozenNet {
  /// Answers golden pictures by the graph just written, in f32 whatever the run's precision.
  func goldenRun(own: LinearClassifier, limits: Limits) -> ModelFolderWriter.GoldenRun {
    { [preprocessing] graph, pictures in
      let extractor = try Extractor(
        model: CompiledModel(onnx: graph, options: RuntimeOptions(precision: .f32, requests: 1)),
        preprocessing: preprocessing, classifier: own, needsHead: true)
      return try await extractor.goldenLooks(at: pictures, limits: limits).map(\.logits)
    }
  }
}
