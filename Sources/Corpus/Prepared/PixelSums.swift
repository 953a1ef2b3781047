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
    var (sum, square): ([UInt64], [UInt64]) = ([0, 0, 0], [0, 0, 0])
    let count = rgb.count / 3
    rgb.withUnsafeBytes { rgb in
      var start = 0
      // So many steps that the squares of each lane fit 32 bits: 255² × 65,536 < 2³².
      while start < count * 3 {
        let end = min(count * 3, start + 48 * 65_536)
        let (sums, squares) = Self.lanes(rgb, start, end)
        for lane in 0..<48 {
          sum[lane % 3] += UInt64(sums[lane / 16][lane % 16])
          square[lane % 3] += UInt64(squares[lane / 16][lane % 16])
        }
        for place in start + (end - start) / 48 * 48..<end {
          sum[place % 3] += UInt64(rgb[place])
          square[place % 3] += UInt64(rgb[place]) * UInt64(rgb[place])
        }
        start = end
      }
    }
    pictures += 1
    pixels += UInt64(count)
    for channel in 0..<3 {
      sums[channel] += sum[channel]
      squares[channel] += square[channel]
      let mean = Double(sum[channel]) / Double(max(count, 1))
      let variance = Double(square[channel]) / Double(max(count, 1)) - mean * mean
      deviations[channel] += max(variance, 0).squareRoot()
    }
  }

  /// Sums and sums of squares of the samples from `start` on, 48 at a step, by their place in the step: three vectors of
  /// 16, in which every third lane is of one channel. What is left over before `end` isn't in them.
  private static func lanes(
    _ rgb: UnsafeRawBufferPointer, _ start: Int, _ end: Int
  ) -> (sums: [SIMD16<UInt32>], squares: [SIMD16<UInt32>]) {
    var (a, b, c) = (SIMD16<UInt32>.zero, SIMD16<UInt32>.zero, SIMD16<UInt32>.zero)
    var (d, e, f) = (a, a, a)
    func add(_ place: Int, _ sums: inout SIMD16<UInt32>, _ squares: inout SIMD16<UInt32>) {
      let values = SIMD16<UInt16>(
        truncatingIfNeeded: rgb.loadUnaligned(fromByteOffset: place, as: SIMD16<UInt8>.self))
      sums &+= SIMD16<UInt32>(truncatingIfNeeded: values)
      squares &+= SIMD16<UInt32>(truncatingIfNeeded: values &* values)
    }
    var place = start
    while place + 48 <= end {
      add(place, &a, &d)
      add(place + 16, &b, &e)
      add(place + 32, &c, &f)
      place += 48
    }
    return ([a, b, c], [d, e, f])
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
