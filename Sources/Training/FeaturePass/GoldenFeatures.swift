import Artifact
import Features
import Imaging
import Runtime

extension CompiledBackbone {
  /// The golden pictures' features where the engine computes in bf16, in their order; nil in f32.
  ///
  /// Throws `ImagingError`, `RuntimeError`.
  func halfGoldenFeatures(limits: Limits) async throws -> [[Float]]? {
    guard extractor.model.precision == .bf16 else { return nil }
    var features: [[Float]] = []
    for golden in try GoldenPictures.make() {
      let picture = try Picture.decode(golden.bytes, limits: limits, minimumSide: nil)
      features.append(try await extractor.look(at: picture).features)
    }
    return features
  }
}
