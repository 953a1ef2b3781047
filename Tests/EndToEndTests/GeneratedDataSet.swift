import Foundation
import Imaging
import TestSupport
import Testing

/// A small data set of drawn images: one shape and colour per class, place and size by chance.
struct GeneratedDataSet {
  let folder: TemporaryFolder
  static let classes = ["blue disc", "green stripes", "red square"]

  init(perClass: Int = 14, seed: UInt64 = 1) throws {
    folder = try TemporaryFolder()
    var generator = SeededGenerator(seed: seed)
    for name in Self.classes {
      for number in 0..<perClass {
        try folder.write(Self.image(of: name, using: &generator), to: "data/\(name)/\(number).jpg")
      }
    }
  }

  var path: String { folder.url.appending(path: "data").path }

  /// One drawn image as a JPEG file.
  static func image(of name: String, using generator: inout SeededGenerator) throws -> [UInt8] {
    let (width, height) = (Int.random(in: 90...140, using: &generator), Int.random(in: 80...120, using: &generator))
    let centre = (
      x: Double.random(in: 0.35...0.65, using: &generator), y: Double.random(in: 0.35...0.65, using: &generator)
    )
    let size = Double.random(in: 0.2...0.3, using: &generator)
    var pixels: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        let (dx, dy) = (Double(x) / Double(width) - centre.x, Double(y) / Double(height) - centre.y)
        let grain = Int.random(in: -20...20, using: &generator)
        let colour: (Int, Int, Int)
        switch name {
        case "blue disc": colour = dx * dx + dy * dy < size * size ? (30, 40, 220) : (200, 200, 190)
        case "green stripes": colour = Int((dx + dy) * 20 + 40) % 2 == 0 ? (30, 190, 50) : (210, 200, 200)
        default: colour = max(abs(dx), abs(dy)) < size ? (220, 30, 30) : (190, 200, 210)
        }
        for value in [colour.0, colour.1, colour.2] { pixels.append(UInt8(min(max(value + grain, 0), 255))) }
      }
    }
    return try #require(RGBImage(width: width, height: height, pixels: pixels)).jpeg(quality: 92)
  }
}
