/// A 64-bit hash that is the same in every run and on every machine: FNV-1a (Fowler, Noll, Vo), then the finaliser of
/// MurmurHash3 (Appleby), which spreads the last bytes over all bits. Not for secrets.
package struct StableHash: Sendable {
  private var state: UInt64 = 0xcbf2_9ce4_8422_2325

  /// A hash that begins with a seed.
  package init(seed: UInt64) {
    for shift in stride(from: 0, to: 64, by: 8) { add(UInt8(truncatingIfNeeded: seed >> UInt64(shift))) }
  }

  /// Adds a byte.
  package mutating func add(_ byte: UInt8) {
    state = (state ^ UInt64(byte)) &* 0x100_0000_01b3
  }

  /// Adds the text's UTF-8 and an end mark, so that "ab", "c" and "a", "bc" differ.
  package mutating func add(_ text: some StringProtocol) {
    for byte in text.utf8 { add(byte) }
    add(0xff)
  }

  /// The hash of all that was added.
  package var value: UInt64 {
    var x = state
    x = (x ^ (x >> 33)) &* 0xff51_afd7_ed55_8ccd
    x = (x ^ (x >> 33)) &* 0xc4ce_b9fe_1a85_ec53
    return x ^ (x >> 33)
  }

  /// The value as a fraction: at least 0, less than 1.
  package var fraction: Double { Double(value >> 11) * 0x1p-53 }
}
