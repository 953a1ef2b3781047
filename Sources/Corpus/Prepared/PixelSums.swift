/// Figures of 8-bit pixels as fractions from 0 to 1: red, green, blue.
package struct PixelStatistics: Codable, Hashable, Sendable {
  package let pictures: Int
  package let mean: [Double]
  /// Over all pixels of all pictures.
  package let deviation: [Double]
  /// The mean of each picture's own deviation.
  package let pictureDeviation: [Double]

  package init(pictures: Int, mean: [Double], deviation: [Double], pictureDeviation: [Double]) {
    self.pictures = pictures
    self.mean = mean
    self.deviation = deviation
    self.pictureDeviation = pictureDeviation
  }
}

/// Sums over the 8-bit pixels of some pictures, red, green and blue: whole numbers, so that their order doesn't matter.
package struct PixelSums: Codable, Hashable, Sendable {
  package var pictures: Int
  /// How many pixels.
  package var pixels: UInt64
  package var sums: [UInt64]
  package var squares: [UInt64]
  /// The sum of each picture's own deviation, in steps of 1/255; added up in the samples' order.
  package var deviations: [Double]

  package init() {
    (pictures, pixels) = (0, 0)
    (sums, squares, deviations) = ([0, 0, 0], [0, 0, 0], [0, 0, 0])
  }

  var isWhole: Bool { sums.count == 3 && squares.count == 3 && deviations.count == 3 && pictures >= 0 }
}

extension PixelSums {
  /// Adds one picture's pixels: interleaved 8-bit RGB.
  package mutating func add(_ rgb: [UInt8]) {
    var (sum, square) = (SIMD4<UInt32>.zero, SIMD4<UInt64>.zero)
    let count = rgb.count / 3
    rgb.withUnsafeBufferPointer { rgb in
      var start = 0
      // A row's worth of squares fits 32 bits: 255² × 65,536 < 2³².
      while start < count {
        let end = min(count, start + 65_536)
        var (red, green, blue): (UInt32, UInt32, UInt32) = (0, 0, 0)
        var (redSquare, greenSquare, blueSquare): (UInt32, UInt32, UInt32) = (0, 0, 0)
        for pixel in start..<end {
          let (r, g, b) = (UInt32(rgb[3 * pixel]), UInt32(rgb[3 * pixel + 1]), UInt32(rgb[3 * pixel + 2]))
          red &+= r
          green &+= g
          blue &+= b
          redSquare &+= r &* r
          greenSquare &+= g &* g
          blueSquare &+= b &* b
        }
        sum &+= SIMD4(red, green, blue, 0)
        square &+= SIMD4(UInt64(redSquare), UInt64(greenSquare), UInt64(blueSquare), 0)
        start = end
      }
    }
    pictures += 1
    pixels += UInt64(count)
    for channel in 0..<3 {
      sums[channel] += UInt64(sum[channel])
      squares[channel] += square[channel]
      let mean = Double(sum[channel]) / Double(max(count, 1))
      let variance = Double(square[channel]) / Double(max(count, 1)) - mean * mean
      deviations[channel] += max(variance, 0).squareRoot()
    }
  }

  /// Adds the sums over other pictures.
  package mutating func add(_ other: PixelSums) {
    guard other.isWhole else { return }
    pictures += other.pictures
    pixels &+= other.pixels
    for channel in 0..<3 {
      sums[channel] &+= other.sums[channel]
      squares[channel] &+= other.squares[channel]
      deviations[channel] += other.deviations[channel]
    }
  }

  /// Mean and deviations as fractions from 0 to 1.
  package var statistics: PixelStatistics {
    let count = Double(max(pixels, 1))
    let mean = sums.map { Double($0) / count }
    let deviation = zip(squares, mean).map { max(Double($0) / count - $1 * $1, 0).squareRoot() }
    return PixelStatistics(
      pictures: pictures, mean: mean.map { $0 / 255 }, deviation: deviation.map { $0 / 255 },
      pictureDeviation: deviations.map { $0 / Double(max(pictures, 1)) / 255 })
  }
}
