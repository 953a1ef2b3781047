import Foundation
import Imaging
import Support

/// A sample's image before it is decoded: the bytes, and the part of the image to use.
package struct EncodedImage: Sendable {
  /// The file's bytes.
  package let bytes: [UInt8]
  /// Nil for the whole image.
  package let crop: ImageCrop?

  package init(bytes: [UInt8], crop: ImageCrop? = nil) {
    self.bytes = bytes
    self.crop = crop
  }

  /// SHA-256 of the bytes.
  package var contentDigest: SHA256Digest { SHA256.hash(data: bytes) }

  /// SHA-256 of everything that determines what is seen: of the bytes, or of the bytes' digest and the crop.
  package var digest: SHA256Digest { digest(of: contentDigest) }

  /// The same, where the digest of the bytes is known.
  package func digest(of content: SHA256Digest) -> SHA256Digest {
    guard let crop else { return content }
    var hasher = SHA256()
    content.withUnsafeBytes { hasher.update(bufferPointer: $0) }
    hasher.update(data: Data(crop.text.utf8))
    return hasher.finalize()
  }

  /// The part of an upright image of a width and height in pixels to use; nil for all of it.
  package var part: (@Sendable (_ width: Int, _ height: Int) -> Region?)? {
    guard let crop else { return nil }
    return { crop.region(width: $0, height: $1) }
  }

  /// Decodes the part of the image to use; `minimumSide` applies to that part. Throws `ImagingError`.
  package func decode(limits: Limits, minimumSide: Int? = nil) throws(ImagingError) -> DecodedImage {
    guard let part else { return try DecodedImage.decode(bytes, limits: limits, minimumSide: minimumSide) }
    return try DecodedImage.decode(bytes, limits: limits, minimumSide: minimumSide, part: part)
  }
}

extension Sample {
  /// The image's bytes, and the part to use: the main box if the data set is cropped to boxes.
  ///
  /// Throws as `bytes(limits:)` does, and `CorpusError.malformedAnnotation`.
  package func encoded(limits: Limits) throws -> EncodedImage {
    let bytes = try bytes(limits: limits)
    guard var crop = try crop?.crop(of: self) else { return EncodedImage(bytes: bytes) }
    // What isn't an image is refused when it is decoded.
    if let header = try? DecodedImage.inspect(bytes, limits: limits) { crop.orientation = header.orientation }
    return EncodedImage(bytes: bytes, crop: crop)
  }
}
