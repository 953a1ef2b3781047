import Foundation

/// 256 bits that describe how luma is spread over an image: scaled, recompressed and slightly changed copies differ in
/// few of them, unrelated images in about half.
///
/// A bit is set where a coefficient of the two-dimensional DCT-II of 32×32 mean luma values is above the median of the
/// 256 coefficients of lowest frequency (Zauner: Implementation and benchmarking of perceptual image hash functions,
/// 2010, with more coefficients). The bits stand from the coarsest frequency to the finest, by the sum of both
/// frequencies.
package struct PerceptualHash: Hashable, Sendable {
  /// Cells per side of the grid of mean luma values that a hash is made of.
  package static let side = 32
  private static let frequencies = 16

  /// The 256 bits, the coarsest frequency first.
  package var words: (UInt64, UInt64, UInt64, UInt64)

  package init(words: (UInt64, UInt64, UInt64, UInt64)) { self.words = words }

  /// Hashes 32 × 32 mean luma values, row by row; any other number hashes to zeros.
  package init(luma: [Float]) {
    words = (0, 0, 0, 0)
    guard luma.count == Self.side * Self.side else { return }
    let coefficients = Self.transform(luma)
    let sorted = coefficients.sorted()
    let median = (sorted[127] + sorted[128]) / 2
    for (place, index) in Self.order.enumerated() where coefficients[index] > median { set(place) }
  }

  /// In how many of the 256 bits two hashes differ.
  package func distance(to other: PerceptualHash) -> Int {
    (words.0 ^ other.words.0).nonzeroBitCount + (words.1 ^ other.words.1).nonzeroBitCount
      + (words.2 ^ other.words.2).nonzeroBitCount + (words.3 ^ other.words.3).nonzeroBitCount
  }

  /// Bit 0 is that of the coarsest frequency.
  package subscript(bit: Int) -> Bool {
    let word = [words.0, words.1, words.2, words.3][bit >> 6]
    return word >> UInt64(bit & 63) & 1 == 1
  }

  private mutating func set(_ bit: Int) {
    let mask: UInt64 = 1 << UInt64(bit & 63)
    switch bit >> 6 {
    case 0: words.0 |= mask
    case 1: words.1 |= mask
    case 2: words.2 |= mask
    default: words.3 |= mask
    }
  }

  /// The 16 × 16 coefficients of lowest frequency, unscaled: only their order matters.
  private static func transform(_ luma: [Float]) -> [Float] {
    let (side, count, cosines) = (side, frequencies, cosines)
    var rows = [Float](repeating: 0, count: side * count)
    for y in 0..<side {
      for u in 0..<count {
        var sum: Float = 0
        for x in 0..<side { sum += luma[y * side + x] * cosines[u * side + x] }
        rows[y * count + u] = sum
      }
    }
    var coefficients = [Float](repeating: 0, count: count * count)
    for v in 0..<count {
      for y in 0..<side {
        let cosine = cosines[v * side + y]
        for u in 0..<count { coefficients[v * count + u] += cosine * rows[y * count + u] }
      }
    }
    return coefficients
  }

  /// cos(π (x + ½) u / 32) at u · 32 + x.
  private static let cosines: [Float] = (0..<frequencies * side).map { index in
    Float(cos(Double.pi * (Double(index % side) + 0.5) * Double(index / side) / Double(side)))
  }

  /// Indices of the coefficients from the coarsest to the finest.
  private static let order: [Int] = (0..<frequencies * frequencies).sorted {
    let (a, b) = ($0 / frequencies + $0 % frequencies, $1 / frequencies + $1 % frequencies)
    return (a, $0) < (b, $1)
  }
}

extension PerceptualHash {
  package static func == (a: PerceptualHash, b: PerceptualHash) -> Bool { a.words == b.words }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
    hasher.combine(words.2)
    hasher.combine(words.3)
  }
}
