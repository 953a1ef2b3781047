import TestSupport
import Testing

@testable import Imaging

@Suite struct RenderingTests {
  @Test("mirroring the image twice gives it back", arguments: ResizeMode.allCases)
  func mirrored(_ mode: ResizeMode) throws {
    let size = 33
    let image = try DecodedImage.decode(scene(51, 20).png())
    let once = try image.planes(plain(size, mode), mirrored: true)
    var twice = once
    for row in 0..<3 * size {
      twice.replaceSubrange(row * size..<(row + 1) * size, with: once[row * size..<(row + 1) * size].reversed())
    }
    #expect(twice == (try image.planes(plain(size, mode))))
  }

  @Test("the whole region is the default, and writing in place gives the same values")
  func inPlace() throws {
    let image = try DecodedImage.decode(scene(64, 48).jpeg())
    let preprocessing = Preprocessing(size: 32, mean: [0.4, 0.5, 0.6], std: [0.2, 0.3, 0.4])
    let values = try image.planes(preprocessing)
    #expect(values == (try image.planes(preprocessing, region: Region(x: 0, y: 0, width: 1, height: 1))))
    var batch = [Float](repeating: -9, count: preprocessing.count * 2)
    try batch.withUnsafeMutableBufferPointer { batch in
      try image.planes(preprocessing, into: .init(rebasing: batch[preprocessing.count...]))
    }
    #expect(Array(batch[preprocessing.count...]) == values)
    #expect(batch[..<preprocessing.count].allSatisfy { $0 == -9 })
    #expect(throws: ImagingError.self) {
      try batch.withUnsafeMutableBufferPointer { try image.planes(preprocessing, into: $0) }
    }
  }

  @Test("values are (value − mean) / deviation")
  func normalised() throws {
    let pixels = TestImages.plain(width: 40, height: 40, red: 255, green: 51, blue: 0)
    let image = try DecodedImage.decode(try #require(RGBImage(width: 40, height: 40, pixels: pixels)).png())
    let values = try image.planes(Preprocessing(size: 8, mean: [0.5, 0.2, 0.1], std: [0.5, 0.1, 0.2]))
    for (channel, expected) in [Float(1), 0, -0.5].enumerated() {
      #expect(values[channel * 64..<(channel + 1) * 64].allSatisfy { abs($0 - expected) < 1e-4 })
    }
  }

  @Test(
    "one colour stays that colour in any shape, mode and kind",
    arguments: [
      (1, 1), (1, 2), (2, 1), (3, 3), (5, 4), (7, 300), (3000, 8), (8, 3000), (1, 400), (2000, 1), (17, 16),
    ])
  func shapes(_ width: Int, _ height: Int) throws {
    let pixels = TestImages.plain(width: width, height: height, red: 200, green: 120, blue: 40)
    let rendered = try #require(RGBImage(width: width, height: height, pixels: pixels))
    let expected = [Float(200) / 255, Float(120) / 255, Float(40) / 255]
    let files = try [rendered.png()] + Subsampling.allCases.map { try rendered.jpeg(quality: 100, subsampling: $0) }
    for file in files {
      let image = try DecodedImage.decode(file)
      for mode in ResizeMode.allCases {
        let values = try image.planes(plain(40, mode, fill: expected))
        for channel in 0..<3 {
          #expect(
            values[channel * 1600..<(channel + 1) * 1600].allSatisfy { abs($0 - expected[channel]) < 0.02 },
            "\(image.kind) \(mode)")
        }
      }
      #expect(try image.rgb(width: 1, height: 1).pixels.count == 3)
    }
  }

  @Test("a tiny image is enlarged without losing its corners")
  func tiny() throws {
    let image = try #require(RGBImage(width: 2, height: 1, pixels: [255, 0, 0, 0, 0, 255]))
    let drawn = try DecodedImage.decode(image.png()).rgb(width: 40, height: 10)
    #expect(drawn.pixels[0] > 250 && drawn.pixels[2] < 5)
    #expect(drawn.pixels[39 * 3] < 5 && drawn.pixels[39 * 3 + 2] > 250)
  }

  @Test("letterbox never scales up and centres on the fill")
  func letterbox() throws {
    let image = try scene(20, 10)
    let values = try DecodedImage.decode(image.png()).planes(plain(32, .letterbox, fill: [1, 0, 0.5]))
    for y in 0..<32 {
      for x in 0..<32 {
        let inside = (6..<26).contains(x) && (11..<21).contains(y)
        for (channel, fill) in [Float(1), 0, 0.5].enumerated() {
          let expected = inside ? Float(image.pixels[((y - 11) * 20 + x - 6) * 3 + channel]) / 255 : fill
          #expect(abs(values[channel * 1024 + y * 32 + x] - expected) < 0.003)
        }
      }
    }
  }

  @Test("letterbox keeps the shape of an image that was decoded smaller")
  func letterboxScaled() throws {
    let jpeg = try scene(640, 320).jpeg()
    let full = try DecodedImage.decode(jpeg).planes(plain(64, .letterbox))
    let scaled = try DecodedImage.decode(jpeg, minimumSide: 80).planes(plain(64, .letterbox))
    #expect(meanDifference(full, scaled) < 1 / 255.0)
  }

  @Test("a region shows what cutting the pixels out would show")
  func region() throws {
    let image = try scene(80, 60)
    var cut: [UInt8] = []
    for y in 15..<45 { cut += image.pixels[(y * 80 + 20) * 3..<(y * 80 + 60) * 3] }
    let expected = try DecodedImage.decode(try #require(RGBImage(width: 40, height: 30, pixels: cut)).png())
    let found = try DecodedImage.decode(image.png()).rgb(
      width: 40, height: 30, region: Region(x: 0.25, y: 0.25, width: 0.5, height: 0.5))
    #expect(found.pixels == (try expected.rgb(width: 40, height: 30)).pixels)
  }

  @Test("a region is cut to the image, and an empty one still draws a pixel")
  func edges() throws {
    #expect(Region(x: -1, y: 0.5, width: 5, height: 5) == Region(x: 0, y: 0.5, width: 1, height: 0.5))
    #expect(Region(x: .nan, y: 0, width: 1, height: .infinity) == .whole)
    let image = try DecodedImage.decode(scene(50, 40).jpeg())
    for mode in ResizeMode.allCases {
      for region in [Region(x: 1, y: 1, width: 0, height: 0), Region(x: 0.5, y: 0.5, width: 1e-9, height: 1)] {
        #expect(try image.planes(plain(24, mode), region: region).allSatisfy { (0...1).contains($0) })
      }
    }
  }

  @Test("sizes and values that make no sense are refused")
  func refused() throws {
    let image = try DecodedImage.decode(scene(20, 20).png())
    let wrong = [
      plain(0), plain(5000), Preprocessing(size: 8, mean: [0], std: [1, 1, 1]),
      Preprocessing(size: 8, mean: [0, 0, 0], std: [1, 0, 1]),
      Preprocessing(size: 8, mean: [0, 0, .nan], std: [1, 1, 1]),
    ]
    for preprocessing in wrong { #expect(throws: ImagingError.self) { try image.planes(preprocessing) } }
    #expect(throws: ImagingError.self) { try image.rgb(width: 0, height: 5) }
    #expect(RGBImage(width: 2, height: 2, pixels: [0]) == nil)
  }

  @Test("the graphs kept are bounded, and geometries don't mix")
  func cache() throws {
    let cache = GraphCache(capacity: 3)
    for width in 20..<30 {
      let geometry = Geometry(
        coding: .rgb, sourceWidth: width, sourceHeight: 20, left: 0, top: 0, width: Double(width), height: 20,
        targetWidth: 10, targetHeight: 10)
      let graph = try cache.graph(geometry)
      #expect(try cache.graph(geometry) === graph)
      #expect(cache.count <= 3)
    }
  }
}
