import Imaging

extension Extractor {
  /// One look at a golden image's bytes, decoded at full size: what golden answers are recorded with and checked by.
  ///
  /// Throws `ImagingError` or `RuntimeError`.
  package func goldenLook(at bytes: [UInt8], limits: Limits) async throws -> Look {
    try await look(at: DecodedImage.decode(bytes, limits: limits, minimumSide: nil))
  }

  /// One look at each of the golden images, in their order.
  package func goldenLooks(at images: [[UInt8]], limits: Limits) async throws -> [Look] {
    var looks: [Look] = []
    for bytes in images { looks.append(try await goldenLook(at: bytes, limits: limits)) }
    return looks
  }
}
