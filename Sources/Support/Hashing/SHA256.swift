import CCrypto
import Foundation

/// SHA-256 (FIPS 180-4) of bytes as they come.
package struct SHA256: Sendable {
  private var state: HashState

  /// The hash of nothing.
  package init() { state = HashState(CCRYPTO_SHA256) }

  /// Adds bytes after those added before.
  package mutating func update(bufferPointer bytes: UnsafeRawBufferPointer) { state.update(bytes) }

  /// Adds bytes after those added before.
  package mutating func update(data: some DataProtocol) { state.update(data) }

  /// The hash of what was added so far.
  package func finalize() -> SHA256Digest {
    var words = SHA256Digest.Words()
    withUnsafeMutableBytes(of: &words) { state.finish($0) }
    return SHA256Digest(words)
  }

  /// The hash of bytes in memory.
  package static func hash(data: some DataProtocol) -> SHA256Digest {
    var hash = SHA256()
    hash.update(data: data)
    return hash.finalize()
  }

  /// The message authentication code with a key, 32 bytes (RFC 2104).
  package static func authenticationCode(for bytes: Data, using key: Data) -> Data {
    var code = Data(count: SHA256Digest.byteCount)
    code.withUnsafeMutableBytes { (code: UnsafeMutableRawBufferPointer) in
      key.withUnsafeBytes { key in
        bytes.withUnsafeBytes { bytes in
          // It can't fail.
          _ = ccrypto_authenticate(
            key.baseAddress, key.count, bytes.baseAddress, bytes.count, code.bindMemory(to: UInt8.self).baseAddress)
        }
      }
    }
    return code
  }
}
