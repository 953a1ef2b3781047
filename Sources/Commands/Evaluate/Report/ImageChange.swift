import Foundation
import Imaging

/// A way to make an image harder. The names are what people read.
enum ImageChange: String, CaseIterable, Sendable {
  case dimmed = "dimmed to 40 %"
  case blurred = "blurred (2 % of the side)"
  case recompressed = "JPEG of quality 15"
  case rotated = "rotated by 15°"
  case shrunk = "shrunk to 64 pixels"

  /// The changed image as a file; throws `ImagingError`.
  func encoded(_ image: RGBImage) throws -> [UInt8] {
    switch self {
    case .dimmed: try Self.mapped(image) { $0 * 2 / 5 }.jpeg(quality: 95, subsampling: .none)
    case .blurred: try Self.blurred(image).jpeg(quality: 95, subsampling: .none)
    case .recompressed: try image.jpeg(quality: 15)
    case .rotated: try Self.rotated(image, degrees: 15).jpeg(quality: 95, subsampling: .none)
    case .shrunk: try Self.shrunk(image, to: 64).jpeg(quality: 95, subsampling: .none)
    }
  }

  private static func image(_ width: Int, _ height: Int, _ pixels: [UInt8]) throws -> RGBImage {
    guard let image = RGBImage(width: width, height: height, pixels: pixels) else {
      throw ImagingError.unrenderable(reason: "\(width)×\(height) is not a size")
    }
    return image
  }

  private static func mapped(_ image: RGBImage, _ change: (Int) -> Int) throws -> RGBImage {
    try self.image(image.width, image.height, image.pixels.map { UInt8(change(Int($0))) })
  }

  /// Three box blurs, which come close to a Gaussian.
  private static func blurred(_ image: RGBImage) throws -> RGBImage {
    let radius = max(1, max(image.width, image.height) / 100)
    var pixels = image.pixels
    for _ in 0..<3 {
      pixels = box(pixels, image.width, image.height, radius, step: 3, line: image.width * 3)
      pixels = box(pixels, image.height, image.width, radius, step: image.width * 3, line: 3)
    }
    return try self.image(image.width, image.height, pixels)
  }

  /// Means of `2 · radius + 1` values along lines of `count` pixels; the edge is repeated.
  private static func box(
    _ pixels: [UInt8], _ count: Int, _ lines: Int, _ radius: Int, step: Int, line: Int
  ) -> [UInt8] {
    var result = pixels
    let window = 2 * radius + 1
    for number in 0..<lines {
      for channel in 0..<3 {
        let start = number * line + channel
        func value(_ place: Int) -> Int { Int(pixels[start + min(max(place, 0), count - 1) * step]) }
        var sum = (-radius...radius).reduce(0) { $0 + value($1) }
        for place in 0..<count {
          result[start + place * step] = UInt8(sum / window)
          sum += value(place + radius + 1) - value(place - radius)
        }
      }
    }
    return result
  }

  /// About the middle, the nearest pixel; corners that come from outside repeat the edge.
  private static func rotated(_ image: RGBImage, degrees: Double) throws -> RGBImage {
    let (sine, cosine) = (sin(degrees * .pi / 180), cos(degrees * .pi / 180))
    let (middleX, middleY) = (Double(image.width - 1) / 2, Double(image.height - 1) / 2)
    var pixels = image.pixels
    for y in 0..<image.height {
      for x in 0..<image.width {
        let (dx, dy) = (Double(x) - middleX, Double(y) - middleY)
        let fromX = min(max(Int((cosine * dx + sine * dy + middleX).rounded()), 0), image.width - 1)
        let fromY = min(max(Int((cosine * dy - sine * dx + middleY).rounded()), 0), image.height - 1)
        for channel in 0..<3 {
          pixels[(y * image.width + x) * 3 + channel] = image.pixels[(fromY * image.width + fromX) * 3 + channel]
        }
      }
    }
    return try self.image(image.width, image.height, pixels)
  }

  /// Means of the pixels that fall into each smaller one.
  private static func shrunk(_ image: RGBImage, to side: Int) throws -> RGBImage {
    let scale = min(1, Double(side) / Double(max(image.width, image.height)))
    let (width, height) = (max(1, Int(Double(image.width) * scale)), max(1, Int(Double(image.height) * scale)))
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        let rows = y * image.height / height..<max((y + 1) * image.height / height, y * image.height / height + 1)
        let columns = x * image.width / width..<max((x + 1) * image.width / width, x * image.width / width + 1)
        for channel in 0..<3 {
          var sum = 0
          for row in rows {
            for column in columns { sum += Int(image.pixels[(row * image.width + column) * 3 + channel]) }
          }
          pixels.append(UInt8(sum / (rows.count * columns.count)))
        }
      }
    }
    return try self.image(width, height, pixels)
  }
}
