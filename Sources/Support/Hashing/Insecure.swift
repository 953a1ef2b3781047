import CCrypto
import Foundation

/// Hashes that are broken, and that others name their files and objects by.
package enum Insecure {
  /// The 20 bytes of a SHA-1 (FIPS 180-4).
  package static func sha1(_ bytes: some DataProtocol) -> [UInt8] {
    var state = HashState(CCRYPTO_SHA1)
    state.update(bytes)
    return state.finished(count: 20)
  }

  /// MD5 (RFC 1321) of bytes as they come.
  package struct MD5: Sendable {
    private var state = HashState(CCRYPTO_MD5)

    /// The hash of nothing.
    package init() {}

    /// Adds bytes after those added before.
    package mutating func update(bufferPointer bytes: UnsafeRawBufferPointer) { state.update(bytes) }

    /// The 16 bytes of the hash of what was added so far.
    package func finalize() -> [UInt8] { state.finished(count: 16) }

    /// The 16 bytes of the hash of bytes in memory.
    package static func hash(_ bytes: [UInt8]) -> [UInt8] {
      var hash = MD5()
      bytes.withUnsafeBytes { hash.update(bufferPointer: $0) }
      return hash.finalize()
    }
  }
}
