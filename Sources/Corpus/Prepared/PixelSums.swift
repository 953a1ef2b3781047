/// Sums over the 8-bit pixels of some images, red, green and blue: whole numbers, so that their order doesn't matter.
package struct PixelSums: Codable, Hashable, Sendable {
  /// How many images.
  package var images: Int
  /// How many pixels.
  package var pixels: UInt64
  /// The sum of the values, by channel.
  package var sums: [UInt64]
  /// The sum of their squares, by channel.
  package var squares: [UInt64]
  /// The sum of each image's own deviation, in steps of 1/255; added up in the samples' order.
  package var stds: [Double]

  package init() {
    (images, pixels) = (0, 0)
    (sums, squares, stds) = ([0, 0, 0], [0, 0, 0], [0, 0, 0])
  }

  var isWhole: Bool { sums.count == 3 && squares.count == 3 && stds.count == 3 && images >= 0 }

  private enum CodingKeys: String, CodingKey {
    case pixels, sums, squares
    case images = "pictures"
    case stds = "deviations"
  }
}

extension PixelSums {
  /// Adds one image's pixels: interleaved 8-bit RGB.
  package mutating func add(_ rgb: [UInt8]) {
    var (sum, square): ([UInt64], [UInt64]) = ([0, 0, 0], [0, 0, 0])
    let count = rgb.count / 3
    rgb.withUnsafeBytes { rgb in
      var start = 0
      // So many steps that the squares of each lane fit 32 bits: 255² × 65,536 < 2³².
      while start < count * 3 {
        let end = min(count * 3, start + 48 * 65_536)
        let lanes = Self.lanes(rgb, start, end)
        for place in 0..<48 {
          sum[place % 3] += UInt64(lanes[place / 16].sum(of: place % 16))
          square[place % 3] += UInt64(lanes[place / 16].square(of: place % 16))
        }
        for place in start + (end - start) / 48 * 48..<end {
          sum[place % 3] += UInt64(rgb[place])
          square[place % 3] += UInt64(rgb[place]) * UInt64(rgb[place])
        }
        start = end
      }
    }
    images += 1
    pixels += UInt64(count)
    for channel in 0..<3 {
      sums[channel] += sum[channel]
      squares[channel] += square[channel]
      let mean = Double(sum[channel]) / Double(max(count, 1))
      let variance = Double(square[channel]) / Double(max(count, 1)) - mean * mean
      stds[channel] += max(variance, 0).squareRoot()
    }
  }

  /// Sums and sums of squares of the samples from `start` on, 48 at a step, by their place in the step: three times 16,
  /// in which every third is of one channel. What is left over before `end` isn't in them.
  private static func lanes(_ rgb: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> [ByteLanes] {
    var (a, b, c) = (ByteLanes(), ByteLanes(), ByteLanes())
    var place = start
    while place + 48 <= end {
      a.add(rgb.loadUnaligned(fromByteOffset: place, as: SIMD8<UInt16>.self))
      b.add(rgb.loadUnaligned(fromByteOffset: place + 16, as: SIMD8<UInt16>.self))
      c.add(rgb.loadUnaligned(fromByteOffset: place + 32, as: SIMD8<UInt16>.self))
      place += 48
    }
    return [a, b, c]
  }

  /// Adds the sums over other images.
  package mutating func add(_ other: PixelSums) {
    guard other.isWhole else { return }
    images += other.images
    pixels &+= other.pixels
    for channel in 0..<3 {
      sums[channel] &+= other.sums[channel]
      squares[channel] &+= other.squares[channel]
      stds[channel] += other.stds[channel]
    }
  }

  /// Mean and deviations as fractions from 0 to 1.
  package var statistics: PixelStatistics {
    let count = Double(max(pixels, 1))
    let mean = sums.map { Double($0) / count }
    let std = zip(squares, mean).map { max(Double($0) / count - $1 * $1, 0).squareRoot() }
    return PixelStatistics(
      images: images, mean: mean.map { $0 / 255 }, std: std.map { $0 / 255 },
      imageStd: stds.map { $0 / Double(max(images, 1)) / 255 })
  }
}

/// Sums of bytes and of their squares by their place among 16, with steps that every processor has for vectors.
private struct ByteLanes {
  /// Bytes 0, 4, 8 and 12, then those one, two and three further on.
  private var (sums0, sums1, sums2, sums3) = (
    SIMD4<UInt32>.zero, SIMD4<UInt32>.zero, SIMD4<UInt32>.zero, SIMD4<UInt32>.zero
  )
  private var (squares0, squares1, squares2, squares3) = (
    SIMD4<UInt32>.zero, SIMD4<UInt32>.zero, SIMD4<UInt32>.zero, SIMD4<UInt32>.zero
  )

  /// Adds 16 bytes, in their memory layout.
  @inline(__always) mutating func add(_ pairs: SIMD8<UInt16>) {
    let (even, odd) = (pairs & 0xFF, pairs &>> 8)
    let (evens, odds) = (Self.halves(even), Self.halves(odd))
    sums0 &+= evens.low
    sums2 &+= evens.high
    sums1 &+= odds.low
    sums3 &+= odds.high
    let (evenSquares, oddSquares) = (Self.halves(even &* even), Self.halves(odd &* odd))
    squares0 &+= evenSquares.low
    squares2 &+= evenSquares.high
    squares1 &+= oddSquares.low
    squares3 &+= oddSquares.high
  }

  @inline(__always) private static func halves(_ values: SIMD8<UInt16>) -> (low: SIMD4<UInt32>, high: SIMD4<UInt32>) {
    let wide = unsafeBitCast(values, to: SIMD4<UInt32>.self)
    return (wide & 0xFFFF, wide &>> 16)
  }

  func sum(of place: Int) -> UInt32 { [sums0, sums1, sums2, sums3][place % 4][place / 4] }
  func square(of place: Int) -> UInt32 { [squares0, squares1, squares2, squares3][place % 4][place / 4] }
}
