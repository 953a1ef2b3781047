/// The id of a trace, 16 bytes of which not all are zero.
package struct TraceID: Hashable, Sendable {
  /// The first eight bytes, big-endian.
  package let high: UInt64
  /// The last eight bytes, big-endian: what samplers decide by.
  package let low: UInt64

  package init(high: UInt64, low: UInt64) { (self.high, self.low) = (high, low) }

  /// A random one.
  package static func random() -> TraceID {
    TraceID(high: .random(in: 0 ... .max), low: .random(in: 1 ... .max))
  }

  /// 32 hexadecimal digits.
  package var text: String { high.hexadecimal + low.hexadecimal }

  /// The 16 bytes.
  package var bytes: [UInt8] { high.bigEndianBytes + low.bigEndianBytes }
}

extension UInt64 {
  /// Eight bytes, the highest first.
  package var bigEndianBytes: [UInt8] { withUnsafeBytes(of: bigEndian) { Array($0) } }
}
