import Foundation

/// SHA-256 as lower-case hexadecimal.
package enum ContentHash {
  /// The hash of bytes in memory.
  package static func of(_ bytes: some ContiguousBytes) -> String {
    var hasher = SHA256()
    bytes.withUnsafeBytes { hasher.update(bufferPointer: $0) }
    return hasher.finalize().hexadecimal
  }

  /// The hash of a file, read in pieces, so that memory stays small; throws `FileError`.
  package static func of(file: URL) throws(FileError) -> String {
    let file = try RegularFile(reading: file.path)
    var hasher = SHA256()
    try file.readPieces { hasher.update(bufferPointer: $0) }
    return hasher.finalize().hexadecimal
  }
}
