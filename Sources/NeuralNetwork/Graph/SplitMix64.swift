/// A small random generator that is the same on every machine: SplitMix64 (Steele, Lea, Flood, 2014).
package struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// A generator that gives the same numbers for the same seed everywhere.
  package init(seed: UInt64) { state = seed }

  /// Mixes a value into all numbers that follow.
  package mutating func mix(_ value: UInt64) {
    state ^= value
    state = next()
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// The same number as `Float.random(in: -bound...bound, using:)`, which isn't specialised for this generator elsewhere and then
  /// takes seconds for a net's weights.
  package mutating func float(within bound: Float) -> Float {
    // One of 2²⁴ + 1 places, by a product whose low half tells which draws would make some places likelier (Lemire 2019,
    // arXiv:1805.10941, algorithm 5).
    let places: UInt32 = 1 << 24 + 1
    let least = (0 &- places) % places
    var product = UInt32(truncatingIfNeeded: next()).multipliedFullWidth(by: places)
    while product.low < least { product = UInt32(truncatingIfNeeded: next()).multipliedFullWidth(by: places) }
    if product.high == places - 1 { return bound }
    return (bound + bound) * (Float(product.high) * 0x1p-24) - bound
  }
}
