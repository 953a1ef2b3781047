import CZlib
import Foundation
import Imaging
import Support

/// Where an image's bytes are inside a shard, and their checksums.
package struct Span: Sendable {
  /// Bytes from the shard's start.
  package let offset: UInt64
  /// Bytes of the image.
  package let length: UInt32
  /// CRC-32 of the image's bytes, as in gzip.
  package let checksum: UInt32
  /// The place of its SHA-256 among the shard's.
  private let place: UInt32
  /// Of all images of the shard, which share them; nil where the index doesn't tell.
  private let digests: [SHA256Digest]?

  package init(offset: UInt64, length: UInt32, checksum: UInt32) {
    (self.offset, self.length, self.checksum, place, digests) = (offset, length, checksum, 0, nil)
  }

  /// The same with the SHA-256 at a place among its shard's.
  func with(_ digests: [SHA256Digest], at place: Int) -> Span { Span(self, digests, UInt32(place)) }

  private init(_ span: Span, _ digests: [SHA256Digest], _ place: UInt32) {
    (offset, length, checksum) = (span.offset, span.length, span.checksum)
    (self.place, self.digests) = (place, digests)
  }

  /// SHA-256 of the image's bytes, as the index tells it; nil where it doesn't.
  package var digest: SHA256Digest? { digests.map { $0[Int(place)] } }

  /// CRC-32 (RFC 1952) of some bytes.
  package static func checksum(of bytes: [UInt8]) -> UInt32 {
    bytes.withUnsafeBufferPointer { UInt32(truncatingIfNeeded: crc32_z(0, $0.baseAddress, $0.count)) }
  }
}

extension Span: Hashable {
  package static func == (one: Span, other: Span) -> Bool {
    (one.offset, one.length, one.checksum) == (other.offset, other.length, other.checksum)
      && one.digest == other.digest
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(offset)
    hasher.combine(checksum)
  }
}

extension Sample {
  /// The image's encoded bytes, from its own file or out of its shard, never more than the limits allow.
  ///
  /// Throws `ImagingError.tooManyBytes` before reading, and `ImageFileError`, also where the bytes in a shard are not
  /// those that were written.
  package func bytes(limits: Limits) throws -> [UInt8] {
    guard let span else { return try ImageFile.read(path, limits: limits) }
    let bytes = try ImageFile.read(root, offset: Int(clamping: span.offset), count: Int(span.length), limits: limits)
    guard Span.checksum(of: bytes) == span.checksum else {
      throw ImageFileError(path: path, reason: "its bytes in the shard were changed; run `data prepare` again")
    }
    return bytes
  }
}
