import Artifact
import Imaging

extension Extractor {
  /// One look at a golden image's bytes, decoded at full size: what golden answers are recorded with and checked by.
  ///
  /// Throws `ImagingError` or `RuntimeError`.
  package func goldenLook(at bytes: [UInt8], limits: Limits) async throws -> Look {
    let image = try DecodedImage.decode(bytes, limits: limits, minimumSide: nil)
    return try await look(at: image.planes(preprocessing), withMap: false)
  }

  /// What all heads say of one look at a golden image.
  ///
  /// - Parameter stages: Those with heads of their own.
  func goldenLogits(at image: DecodedImage, stages: [Stage]) async throws -> GoldenLogits {
    let planes = try image.planes(preprocessing)
    var parts: [Look] = []
    var logits: [[Float]] = []
    for stage in stages {
      let (look, all) = try await look(at: planes, goingOnFrom: parts, upTo: stage.nets, by: stage.head, withMap: false)
      parts = all
      logits.append(look.logits)
    }
    return GoldenLogits(try await look(at: planes, goingOnFrom: parts, withMap: false).look.logits, stages: logits)
  }

  /// One look at each of the golden images, in their order.
  package func goldenLooks(at images: [[UInt8]], limits: Limits) async throws -> [Look] {
    var looks: [Look] = []
    for bytes in images { looks.append(try await goldenLook(at: bytes, limits: limits)) }
    return looks
  }
}
