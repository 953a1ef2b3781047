import CZlib
import Foundation
import Imaging

/// Where an image's bytes are inside a shard, and their checksum.
package struct Span: Hashable, Sendable {
  /// Bytes from the shard's start.
  package let offset: UInt64
  /// Bytes of the image.
  package let length: UInt32
  /// CRC-32 of the image's bytes, as in gzip.
  package let checksum: UInt32

  package init(offset: UInt64, length: UInt32, checksum: UInt32) {
    self.offset = offset
    self.length = length
    self.checksum = checksum
  }

  /// CRC-32 (RFC 1952) of some bytes.
  package static func checksum(of bytes: [UInt8]) -> UInt32 {
    bytes.withUnsafeBufferPointer { UInt32(truncatingIfNeeded: crc32_z(0, $0.baseAddress, $0.count)) }
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
