import Foundation

/// The 32 bytes of a SHA-256.
package struct SHA256Digest: Hashable, Sendable, Sequence, ContiguousBytes {
  /// How many bytes each has.
  package static let byteCount = 32

  /// Four words and no vector: what must be aligned to 32 bytes ruins the frames of asynchronous functions (Swift 6.3), which are
  /// aligned to 16.
  struct Words: Hashable, Sendable {
    private var first: UInt64 = 0
    private var second: UInt64 = 0
    private var third: UInt64 = 0
    private var fourth: UInt64 = 0
  }

  private let words: Words

  /// The bytes in memory order.
  init(_ words: Words) { self.words = words }

  /// Takes the first 32 bytes; zeros stand for those that are missing.
  package init(_ bytes: UnsafeRawBufferPointer) {
    var words = Words()
    Swift.withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: bytes.prefix(Self.byteCount)) }
    self.words = words
  }

  /// Reads 64 hexadecimal digits; nil for anything else.
  package init?(hexadecimal text: some StringProtocol) {
    guard text.utf8.count == 2 * Self.byteCount else { return nil }
    var bytes: [UInt8] = []
    var high: UInt8?
    for digit in text.utf8 {
      let value: UInt8
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = digit - UInt8(ascii: "a") + 10
      default: return nil
      }
      if let first = high { bytes.append(first << 4 | value) }
      high = high == nil ? value : nil
    }
    self = bytes.withUnsafeBytes { SHA256Digest($0) }
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
