import Crypto
import Foundation

/// SHA-256 as lower-case hexadecimal.
package enum ContentHash {
  package static func of(_ bytes: some ContiguousBytes & Sequence<UInt8>) -> String {
    var hasher = SHA256()
    bytes.withUnsafeBytes { hasher.update(bufferPointer: $0) }
    return hex(hasher.finalize())
  }

  /// Hashes a file in pieces, so that memory stays small; throws what reading throws.
  package static func of(file: URL) throws -> String {
    let handle = try FileHandle(forReadingFrom: file)
    defer { try? handle.close() }
    var hasher = SHA256()
    while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
      hasher.update(data: piece)
    }
    return hex(hasher.finalize())
  }

  package static func hex(_ digest: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text = [UInt8]()
    for byte in digest {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
