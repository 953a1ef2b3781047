import CCrypto
import Foundation

/// A private RSA key of 2048 bits or more.
///
/// `@unchecked Sendable`: OpenSSL never changes the key, and counts those who use it atomically.
package final class RSAKey: @unchecked Sendable {
  /// Why a key can't be used.
  package enum Failure: Error {
    /// The text isn't PEM, or it holds another kind of key, an encrypted one or a shorter one.
    case unreadable
    /// Signing failed.
    case unusable
  }

  private let handle: OpaquePointer

  /// Reads PEM text, of PKCS #1 or #8. Throws `Failure.unreadable`.
  package init(pem: String) throws(Failure) {
    var handle: OpaquePointer?
    var pem = pem
    let status = pem.withUTF8 { text in
      text.withMemoryRebound(to: CChar.self) { ccrypto_read_key($0.baseAddress, $0.count, &handle) }
    }
    guard status == 0, let handle else { throw .unreadable }
    self.handle = handle
  }

  deinit { ccrypto_free(handle) }

  /// The signature of bytes by RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017, 8.2). Throws `Failure.unusable`.
  package func signature(for bytes: Data) throws(Failure) -> Data {
    // Keys of 16,384 bits are the longest that OpenSSL reads.
    var signature = [UInt8](repeating: 0, count: 2048)
    var length = signature.count
    let status = bytes.withUnsafeBytes { ccrypto_sign(handle, $0.baseAddress, $0.count, &signature, &length) }
    guard status == 0 else { throw .unusable }
    return Data(signature.prefix(length))
  }
}
