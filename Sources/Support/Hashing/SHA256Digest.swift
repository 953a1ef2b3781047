import Foundation

/// The 32 bytes of a SHA-256.
package struct SHA256Digest: Hashable, Sendable, Sequence, ContiguousBytes {
  /// How many bytes each has.
  package static let byteCount = 32

  private let words: SIMD4<UInt64>

  /// The bytes in memory order.
  init(_ words: SIMD4<UInt64>) { self.words = words }

  /// Takes the first 32 bytes; zeros stand for those that are missing.
  package init(_ bytes: UnsafeRawBufferPointer) {
    var words = SIMD4<UInt64>()
    Swift.withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: bytes.prefix(Self.byteCount)) }
    self.words = words
  }

  /// The bytes, one by one.
  package func makeIterator() -> [UInt8].Iterator { withUnsafeBytes { Array($0) }.makeIterator() }

  /// All 32 bytes.
  package var underestimatedCount: Int { Self.byteCount }

  /// Calls `body` with the bytes.
  package func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try Swift.withUnsafeBytes(of: words, body)
  }
}
