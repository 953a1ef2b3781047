import Foundation
import Imaging
import NeuralNetwork

/// A random resized crop: 40 to 100 % of the area, aspect 3:4 to 4:3, mirrored half of the time (Szegedy et al., 2014).
enum RandomCrop {
  /// Returns the same region for the same image, seed and number, whatever else is in the data set.
  static func region(
    digest: [UInt8], seed: UInt64, number: Int, width: Int, height: Int
  ) -> (region: Region, mirrored: Bool) {
    var generator = SplitMix64(seed: seed ^ UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
    for start in stride(from: 0, to: digest.count - 7, by: 8) {
      generator.mix(digest[start..<(start + 8)].reduce(0) { $0 << 8 | UInt64($1) })
    }
    let region = Self.region(area: 0.4...1, width: width, height: height, using: &generator)
    return (region, Bool.random(using: &generator))
  }

  /// A region of a share of the area drawn from a range, of an image of width × height pixels.
  static func region(
    area shares: ClosedRange<Double>, width: Int, height: Int, using generator: inout SplitMix64
  ) -> Region {
    let area = Double.random(in: shares, using: &generator)
    let aspect = exp(Double.random(in: -log(4.0 / 3.0)...log(4.0 / 3.0), using: &generator))
    // The aspect is in pixels, the region in fractions.
    let shape = aspect * Double(height) / Double(width)
    let cropWidth = min(1, (area * shape).squareRoot())
    let cropHeight = min(1, (area / shape).squareRoot())
    let x = Double.random(in: 0...1, using: &generator) * (1 - cropWidth)
    let y = Double.random(in: 0...1, using: &generator) * (1 - cropHeight)
    return Region(x: x, y: y, width: cropWidth, height: cropHeight)
  }
}
