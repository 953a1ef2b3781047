/// Reads bits from untrusted bytes, the highest of each byte first; nil at the end.
struct BitReader {
  private let bytes: ArraySlice<UInt8>
  private var place = 0

  init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  /// The next bits as a number; 32 at most.
  mutating func next(_ count: Int) -> Int? {
    guard place + count <= 8 * bytes.count else { return nil }
    var value = 0
    for _ in 0..<count {
      let byte = bytes[bytes.startIndex + place >> 3]
      value = value << 1 | Int(byte >> (7 - UInt8(place & 7)) & 1)
      place += 1
    }
    return value
  }

  /// Moves on; whether there were as many bits.
  mutating func skip(_ count: Int) -> Bool {
    place += count
    return place <= 8 * bytes.count
  }

  /// An unsigned Exp-Golomb number (ITU-T H.265, 9.2), which is AV1's `uvlc`, too.
  mutating func exponential() -> Int? {
    var zeros = 0
    while let bit = next(1) {
      if bit == 1 { return zeros == 0 ? 0 : next(zeros).map { $0 + (1 << zeros) - 1 } }
      zeros += 1
      if zeros > 31 { return nil }
    }
    return nil
  }
}
