import Foundation
import TestSupport
import Testing

@testable import Imaging

@Suite struct DecodingTests {
  @Test("an image written as PNG comes back bit for bit", arguments: [(1, 1), (37, 23), (64, 64)])
  func lossless(_ width: Int, _ height: Int) throws {
    let pixels = TestImages.noise(width: width, height: height)
    let rendered = try #require(RGBImage(width: width, height: height, pixels: pixels))
    let image = try DecodedImage.decode(rendered.png())
    #expect(image.kind == .png)
    #expect(try image.rgb(width: width, height: height) == rendered)
  }

  @Test(
    "JPEG of every subsampling and odd size, baseline and progressive, stays close", arguments: Subsampling.allCases)
  func jpeg(_ subsampling: Subsampling) throws {
    for (width, height) in [(64, 48), (63, 47), (17, 33), (23, 9)] {
      for progressive in [false, true] {
        let pixels = TestImages.gradient(width: width, height: height)
        let rendered = try #require(RGBImage(width: width, height: height, pixels: pixels))
        let image = try DecodedImage.decode(
          rendered.jpeg(quality: 97, subsampling: subsampling, progressive: progressive))
        #expect(image.width == width && image.height == height && image.kind == .jpeg)
        let drawn = try image.rgb(width: width, height: height)
        #expect(meanDifference(drawn.pixels.map(Float.init), rendered.pixels.map(Float.init)) < 4, "\(width)×\(height)")
      }
    }
  }

  @Test(
    "scaled decoding keeps the shorter side and the image", arguments: Subsampling.allCases, [16, 40, 100, 200, 999])
  func scaled(_ subsampling: Subsampling, minimumSide: Int) throws {
    let jpeg = try scene(517, 331).jpeg(quality: 95, subsampling: subsampling)
    let full = try DecodedImage.decode(jpeg)
    let scaled = try DecodedImage.decode(jpeg, minimumSide: minimumSide)
    #expect(min(scaled.pixels.width, scaled.pixels.height) >= Double(min(minimumSide, 331)))
    #expect(scaled.width == 517 && scaled.height == 331)
    let size = max(8, min(minimumSide / 2, 64))
    #expect(meanDifference(try full.planes(plain(size)), try scaled.planes(plain(size))) < 1.5 / 255)
  }

  @Test("a large PNG is averaged down to no less than twice the minimum")
  func scaledPNG() throws {
    let png = try scene(400, 300).png()
    let (full, scaled) = (try DecodedImage.decode(png), try DecodedImage.decode(png, minimumSide: 40))
    #expect(scaled.pixels.height >= 80 && scaled.pixels.height < 300)
    #expect(meanDifference(try full.planes(plain(40)), try scaled.planes(plain(40))) < 1 / 255.0)
  }

  @Test("a JPEG cut anywhere is refused, all but its end marker")
  func truncated() throws {
    let jpeg = try scene(80, 60).jpeg()
    for length in stride(from: 1, to: jpeg.count - 40, by: 37) {
      #expect(throws: ImagingError.self, "\(length)") { try DecodedImage.decode(Array(jpeg[..<length])) }
    }
    let whole = try DecodedImage.decode(jpeg).planes(plain(16))
    #expect(try DecodedImage.decode(Array(jpeg.dropLast(2))).planes(plain(16)) == whole)
    #expect(try DecodedImage.decode(Array(jpeg.dropLast(1))).planes(plain(16)) == whole)
    #expect(try DecodedImage.decode(jpeg + [1, 2, 3, 0xFF]).planes(plain(16)) == whole)
  }

  @Test("a progressive JPEG that lacks scans is refused")
  func truncatedProgressive() throws {
    let jpeg = try scene(80, 60).jpeg(progressive: true)
    #expect(throws: ImagingError.self) { try DecodedImage.decode(Array(jpeg[..<(jpeg.count * 2 / 3)])) }
  }

  @Test("a PNG cut anywhere is refused")
  func truncatedPNG() throws {
    let png = try scene(60, 40).png()
    for length in stride(from: 1, to: png.count - 100, by: 211) {
      #expect(throws: ImagingError.self, "\(length)") { try DecodedImage.decode(Array(png[..<length])) }
    }
  }

  @Test("images are decoded and drawn by many tasks at once with the same result")
  func concurrent() async throws {
    let files = try [scene(90, 70).jpeg(), scene(70, 90).png(), scene(33, 44).jpeg(progressive: true)]
    let expected = try files.map { try DecodedImage.decode($0).planes(plain(24, .letterbox)) }
    let shared = try DecodedImage.decode(files[0])
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for index in 0..<60 {
        group.addTask {
          let file = index % files.count
          let own = try DecodedImage.decode(files[file]).planes(plain(24, .letterbox))
          return try own == expected[file] && shared.planes(plain(24, .letterbox)) == expected[0]
        }
      }
      for try await same in group { #expect(same) }
    }
  }

  @Test("HEIC decodes to its colours")
  func heic() throws {
    let file = try #require(Bundle.module.url(forResource: "two-colours", withExtension: "heic", subdirectory: "Files"))
    let bytes = [UInt8](try Data(contentsOf: file))
    #expect(try DecodedImage.inspect(bytes).kind == .heic)
    let drawn = try DecodedImage.decode(bytes).rgb(width: 64, height: 48)
    for (x, colour) in [(10, [200, 120, 40]), (50, [30, 60, 220])] {
      let start = (24 * 64 + x) * 3
      for channel in 0..<3 { #expect(abs(Int(drawn.pixels[start + channel]) - colour[channel]) <= 6) }
    }
    #expect(throws: ImagingError.self) { try DecodedImage.decode(Array(bytes.dropLast(60))) }
  }
}
