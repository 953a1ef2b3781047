import TestSupport
import Testing

@testable import Imaging

/// Squares to store are what the net would see, in whole steps.
@Suite struct SquareTests {
  @Test(arguments: ResizeMode.allCases, [(97, 61), (40, 90), (30, 30), (3, 200)])
  func asThePlanes(_ resize: ResizeMode, _ shape: (Int, Int)) throws {
    let image = try DecodedImage.decode(scene(shape.0, shape.1).png())
    let size = 48
    let rendered = try image.square(size, resize: resize)
    let planes = try image.planes(plain(size, resize))
    #expect(rendered.width == size && rendered.height == size)
    for pixel in 0..<size * size {
      for channel in 0..<3 {
        let expected = planes[channel * size * size + pixel] * 255
        #expect(abs(Float(rendered.pixels[pixel * 3 + channel]) - expected) <= 0.501)
      }
    }
  }

  @Test func theFillSurroundsALetterbox() throws {
    let image = try DecodedImage.decode(scene(30, 60).png())
    let fill: [Float] = [1, 0.5, 0.2]
    let preprocessing = Preprocessing(
      size: 48, resize: .letterbox, mean: [0, 0, 0], std: [1, 1, 1], fill: fill)
    let rendered = try image.square(48, resize: .letterbox, fill: fill)
    let planes = try image.planes(preprocessing)
    for place in 0..<48 * 48 * 3 {
      let expected = planes[place % 3 * 48 * 48 + place / 3] * 255
      #expect(abs(Float(rendered.pixels[place]) - expected) <= 0.501)
    }
    #expect(Array(rendered.pixels.prefix(3)) == [255, 128, 51])
  }

  @Test func upright() throws {
    let image = try scene(64, 40)
    for orientation in 1...8 {
      let stored = try #require(image.stored(orientation))
      let turned = try DecodedImage.decode(oriented(stored.jpeg(quality: 100, subsampling: .none), orientation))
      let (found, expected) = (
        try turned.square(32, resize: .crop).pixels,
        try DecodedImage.decode(image.png()).square(32, resize: .crop).pixels
      )
      let difference = zip(found, expected).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
      #expect(difference < 3 * found.count, "orientation \(orientation)")
    }
  }

  @Test func gray() throws {
    let pixels = TestImages.plain(width: 20, height: 20, red: 90, green: 90, blue: 90)
    let image = try #require(RGBImage(width: 20, height: 20, pixels: pixels))
    let square = try DecodedImage.decode(image.png()).square(16, resize: .squash)
    #expect(square.pixels.allSatisfy { abs(Int($0) - 90) <= 1 })
  }

  @Test func webPGivesTheImageBack() throws {
    let rendered = try scene(64, 48)
    let bytes = try rendered.webp(quality: 95)
    let image = try DecodedImage.decode(bytes)
    #expect(image.kind == .webp && image.width == 64 && image.height == 48)
    let found = try image.rgb(width: 64, height: 48).pixels
    let difference = zip(found, rendered.pixels).reduce(0) { $0 + abs(Int($1.0) - Int($1.1)) }
    #expect(Double(difference) / Double(found.count) < 6)
    #expect(try rendered.webp(quality: 20).count < bytes.count)
    #expect(try rendered.webp(quality: 95) == bytes)
  }
}
