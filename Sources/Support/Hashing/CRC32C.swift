import CChecksum
import Foundation

/// The checksum that Cloud Storage keeps of every object and TensorFlow's records carry (Castagnoli's polynomial,
/// reflected 0x82F63B78).
package struct CRC32C: Sendable, Hashable {
  /// The checksum so far.
  package private(set) var value: UInt32

  package init(_ value: UInt32 = 0) { self.value = value }

  /// The checksum of bytes in memory.
  package init(of bytes: some ContiguousBytes) {
    self.init()
    bytes.withUnsafeBytes { update($0) }
  }

  /// Adds bytes after those added before.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    value = dogbreed_crc32c(value, bytes.baseAddress, bytes.count)
  }

  /// The checksum of these bytes with `other`'s `count` bytes after them.
  ///
  /// A checksum is a polynomial modulo P over GF(2): bytes after it multiply it by x^(8·count).
  package func followed(by other: CRC32C, count: Int) -> CRC32C {
    CRC32C(Self.product(value, Self.power(bytes: count)) ^ other.value)
  }

  /// a·b modulo P; the highest bit is the coefficient of x⁰.
  private static func product(_ a: UInt32, _ b: UInt32) -> UInt32 {
    var sum: UInt32 = 0
    var shifted = b
    var bit: UInt32 = 1 << 31
    while bit != 0 {
      if a & bit != 0 { sum ^= shifted }
      shifted = shifted & 1 == 1 ? (shifted >> 1) ^ 0x82F6_3B78 : shifted >> 1
      bit >>= 1
    }
    return sum
  }

  /// x^(8·count) modulo P by repeated squaring.
  private static func power(bytes count: Int) -> UInt32 {
    var result: UInt32 = 1 << 31
    var square: UInt32 = 1 << 23  // x⁸
    var left = count
    while left > 0 {
      if left & 1 == 1 { result = product(result, square) }
      square = product(square, square)
      left >>= 1
    }
    return result
  }
}

extension CRC32C {
  /// Four bytes, the highest first, in base64: as Cloud Storage writes it.
  package var base64: String { withUnsafeBytes(of: value.bigEndian) { Data($0).base64EncodedString() } }

  /// Nil for what is not such a text.
  package init?(base64 text: String) {
    guard text.utf8.count == 8, let data = Data(base64Encoded: text), data.count == 4 else { return nil }
    self.init(data.reduce(0) { $0 << 8 | UInt32($1) })
  }
}

extension CRC32C {
  /// The same without the processor's own instruction, so that both can be compared.
  package static func byTables(_ bytes: [UInt8]) -> UInt32 {
    bytes.withUnsafeBytes { dogbreed_crc32c_tables(0, $0.baseAddress, $0.count) }
  }
}
