import Crypto
import Foundation
import Imaging

/// A sample's picture before it is decoded: the bytes, and what of them counts.
package struct EncodedPicture: Sendable {
  package let bytes: [UInt8]
  /// Nil for the whole picture.
  package let crop: PictureCrop?

  package init(bytes: [UInt8], crop: PictureCrop? = nil) {
    self.bytes = bytes
    self.crop = crop
  }

  /// SHA-256 of the bytes.
  package var contentDigest: SHA256Digest { SHA256.hash(data: bytes) }

  /// SHA-256 of all that decides what is seen: that of the bytes, or of the bytes' and the crop.
  package var digest: SHA256Digest { digest(of: contentDigest) }

  /// The same, where the digest of the bytes is known.
  package func digest(of content: SHA256Digest) -> SHA256Digest {
    guard let crop else { return content }
    var hasher = SHA256()
    content.withUnsafeBytes { hasher.update(bufferPointer: $0) }
    hasher.update(data: Data(crop.text.utf8))
    return hasher.finalize()
  }

  /// What counts of an upright picture of a width and height in pixels; nil for all of it.
  package var part: (@Sendable (_ width: Int, _ height: Int) -> Region?)? {
    guard let crop else { return nil }
    return { crop.region(width: $0, height: $1) }
  }

  /// Decodes what counts of the picture; `minimumSide` is of that. Throws `ImagingError`.
  package func decode(limits: Limits, minimumSide: Int? = nil) throws(ImagingError) -> Picture {
    guard let part else { return try Picture.decode(bytes, limits: limits, minimumSide: minimumSide) }
    return try Picture.decode(bytes, limits: limits, minimumSide: minimumSide, part: part)
  }
}

extension Sample {
  /// The picture's bytes, and what of them counts: the main box where the data set is cropped to boxes.
  ///
  /// Throws as `bytes(limits:)` does, and `CorpusError.malformedAnnotation`.
  package func encoded(limits: Limits) throws -> EncodedPicture {
    EncodedPicture(bytes: try bytes(limits: limits), crop: try crop?.crop(of: self))
  }
}
