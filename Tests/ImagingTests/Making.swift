import Foundation
import TestSupport
import Testing

@testable import Imaging

/// The generated scene as an image.
func scene(_ width: Int, _ height: Int, seed: UInt64 = 1) throws -> RGBImage {
  try #require(
    RGBImage(width: width, height: height, pixels: TestImages.scene(width: width, height: height, seed: seed)))
}

/// Values straight from 0 to 1.
func plain(_ size: Int, _ resize: ResizeMode = .squash, fill: [Float] = [0, 0, 0]) -> Preprocessing {
  Preprocessing(size: size, resize: resize, mean: [0, 0, 0], std: [1, 1, 1], fill: fill)
}

func meanDifference(_ a: [Float], _ b: [Float]) -> Double {
  guard a.count == b.count, !a.isEmpty else { return .infinity }
  return zip(a, b).reduce(0.0) { $0 + Double(abs($1.0 - $1.1)) } / Double(a.count)
}

func greatestDifference(_ a: [Float], _ b: [Float]) -> Double {
  guard a.count == b.count else { return .infinity }
  return zip(a, b).reduce(0.0) { max($0, Double(abs($1.0 - $1.1))) }
}

/// A JPEG with one more segment after its first marker.
func inserting(_ marker: UInt8, _ body: [UInt8], into jpeg: [UInt8]) -> [UInt8] {
  let length = body.count + 2
  return Array(jpeg[..<2]) + [0xFF, marker, UInt8(length >> 8), UInt8(length & 0xFF)] + body + jpeg[2...]
}

/// An EXIF block that holds an orientation and nothing else.
func exif(_ orientation: Int, little: Bool) -> [UInt8] {
  func short(_ value: Int) -> [UInt8] {
    let bytes = [UInt8(value >> 8), UInt8(value & 0xFF)]
    return little ? bytes.reversed() : bytes
  }
  func long(_ value: Int) -> [UInt8] { little ? short(value) + short(0) : short(0) + short(value) }
  return Array((little ? "II" : "MM").utf8) + short(42) + long(8) + short(1) + short(0x0112) + short(3) + long(1)
    + short(orientation) + short(0) + long(0)
}

func oriented(_ jpeg: [UInt8], _ orientation: Int, little: Bool = true) -> [UInt8] {
  inserting(0xE1, Array("Exif\0\0".utf8) + exif(orientation, little: little), into: jpeg)
}

extension RGBImage {
  /// The image as a file would store it under an EXIF orientation: turning it back gives this one.
  func stored(_ orientation: Int) -> RGBImage? {
    let swaps = orientation >= 5
    let (across, down) = swaps ? (height, width) : (width, height)
    var turned: [UInt8] = []
    for y in 0..<down {
      for x in 0..<across {
        // EXIF 2.32: which upright side the stored first row and first column are.
        let (ux, uy) =
          switch orientation {
          case 2: (width - 1 - x, y)
          case 3: (width - 1 - x, height - 1 - y)
          case 4: (x, height - 1 - y)
          case 5: (y, x)
          case 6: (width - 1 - y, x)
          case 7: (width - 1 - y, height - 1 - x)
          case 8: (y, height - 1 - x)
          default: (x, y)
          }
        let from = (uy * width + ux) * 3
        turned += pixels[from..<from + 3]
      }
    }
    return RGBImage(width: across, height: down, pixels: turned)
  }
}
