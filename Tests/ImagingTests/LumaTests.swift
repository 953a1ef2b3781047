import Foundation
import TestSupport
import Testing

@testable import Imaging

@Suite struct LumaTests {
  @Test("luma is the mean of each cell, whatever the size it is decoded at", arguments: [nil, 48])
  func means(_ side: Int?) throws {
    let image = try scene(256, 192)
    let luma = try DecodedImage.decode(try image.jpeg(quality: 95), minimumSide: side).luma(columns: 8, rows: 6)
    let exact = try DecodedImage.decode(try image.png()).luma(columns: 8, rows: 6)
    #expect(luma.count == 48 && greatestDifference(luma, exact) < 3)
    var sum = 0.0
    for y in 0..<32 {
      for x in 0..<32 {
        let at = (y * 256 + x) * 3
        let (red, green, blue) = (image.pixels[at], image.pixels[at + 1], image.pixels[at + 2])
        sum += 0.299 * Double(red) + 0.587 * Double(green) + 0.114 * Double(blue)
      }
    }
    #expect(abs(Double(exact[0]) - sum / 1024) < 0.01)
  }

  @Test("luma is that of the upright image", arguments: 1...8)
  func upright(_ orientation: Int) throws {
    let image = try scene(160, 120)
    let expected = try DecodedImage.decode(try image.jpeg(quality: 95)).luma(columns: 7, rows: 5)
    let stored = try #require(image.stored(orientation))
    let turned = try DecodedImage.decode(oriented(try stored.jpeg(quality: 95), orientation)).luma(columns: 7, rows: 5)
    #expect(meanDifference(expected, turned) < 1)
  }

  @Test("a grid finer than the image is not a fault")
  func finer() throws {
    let image = try #require(RGBImage(width: 1, height: 2, pixels: [255, 255, 255, 0, 0, 0]))
    let luma = try DecodedImage.decode(try image.png()).luma(columns: 4, rows: 4)
    #expect(luma.count == 16 && luma[0] > 254 && luma[15] < 1)
  }

  @Test("spread tells one colour from many")
  func spread() throws {
    let plain = TestImages.plain(width: 40, height: 30, red: 20, green: 200, blue: 90)
    let one = try #require(RGBImage(width: 40, height: 30, pixels: plain))
    #expect(try DecodedImage.decode(try one.jpeg(quality: 80)).spread < 8)
    #expect(try DecodedImage.decode(try scene(40, 30).jpeg()).spread > 60)
  }

  @Test("a file that ends too early says so")
  func truncated() throws {
    let jpeg = try scene(60, 40).jpeg()
    #expect(!ImageFormat.jpeg.isTruncated(jpeg) && ImageFormat.jpeg.isTruncated(Array(jpeg.dropLast(20))))
    let png = try scene(60, 40).png()
    #expect(!ImageFormat.png.isTruncated(png) && ImageFormat.png.isTruncated(Array(png.dropLast(20))))
    // Nothing at all: kinds without a mark at their end can't tell.
    let untold: Set<ImageFormat> = [.jpeg, .tiff, .heic, .avif]
    for kind in ImageFormat.allCases { #expect(kind.isTruncated([]) == !untold.contains(kind), "\(kind)") }
  }
}
