import CCrypto
import Foundation

/// A hash in progress, as a value. None of these calls can fail for a hash that was begun.
struct HashState: Sendable {
  private var hash = ccrypto_hash()

  init(_ kind: ccrypto_kind) { _ = ccrypto_begin(&hash, kind) }

  mutating func update(_ bytes: UnsafeRawBufferPointer) { _ = ccrypto_update(&hash, bytes.baseAddress, bytes.count) }

  mutating func update(_ bytes: some DataProtocol) {
    for region in bytes.regions { region.withUnsafeBytes { update($0) } }
  }

  /// Writes the digest to a place with as much room.
  func finish(_ digest: UnsafeMutableRawBufferPointer) {
    var last = hash
    _ = ccrypto_finish(&last, digest.bindMemory(to: UInt8.self).baseAddress)
  }

  func finished(count: Int) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: count)
    digest.withUnsafeMutableBytes { finish($0) }
    return digest
  }
}
