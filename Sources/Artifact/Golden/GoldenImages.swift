import Foundation
import Imaging

/// Small images made by formula, to verify a model with: a model folder contains no photos.
package enum GoldenImages {
  package struct Image: Sendable {
    /// The file name inside `golden/`.
    package let name: String
    /// A PNG file.
    package let bytes: [UInt8]
  }

  /// Three images of different shapes; throws `ImagingError` when they can't be encoded.
  package static func make() throws -> [Image] {
    try [
      Image(name: "rings.png", bytes: encode(96, 96, rings)),
      Image(name: "stripes.png", bytes: encode(120, 80, stripes)),
      Image(name: "blobs.png", bytes: encode(64, 100, blobs)),
    ]
  }

  private typealias Shade = (_ x: Double, _ y: Double) -> (Double, Double, Double)

  private static func encode(_ width: Int, _ height: Int, _ shade: Shade) throws -> [UInt8] {
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        let (red, green, blue) = shade(Double(x) / Double(width), Double(y) / Double(height))
        for value in [red, green, blue] { pixels.append(UInt8((min(max(value, 0), 1) * 255).rounded())) }
      }
    }
    guard let image = RGBImage(width: width, height: height, pixels: pixels) else {
      throw ImagingError.unrenderable(reason: "a golden image has no size")
    }
    return try image.png()
  }

  private static func rings(_ x: Double, _ y: Double) -> (Double, Double, Double) {
    let distance = ((x - 0.5) * (x - 0.5) + (y - 0.5) * (y - 0.5)).squareRoot()
    let wave = 0.5 + 0.5 * sin(distance * 40)
    return (wave, 0.6 * wave + 0.2 * x, 0.4 * (1 - wave))
  }

  private static func stripes(_ x: Double, _ y: Double) -> (Double, Double, Double) {
    let wave = 0.5 + 0.5 * sin((x * 3 + y) * 18)
    return (0.3 + 0.5 * wave, 0.25 + 0.4 * wave * y, 0.2 + 0.3 * x)
  }

  private static func blobs(_ x: Double, _ y: Double) -> (Double, Double, Double) {
    func blob(_ centreX: Double, _ centreY: Double, _ size: Double) -> Double {
      exp(-((x - centreX) * (x - centreX) + (y - centreY) * (y - centreY)) / (size * size))
    }
    let body = blob(0.5, 0.65, 0.3) + blob(0.5, 0.3, 0.18)
    return (0.2 + 0.6 * body, 0.35 + 0.25 * body, 0.5 - 0.3 * body)
  }
}
