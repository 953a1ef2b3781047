import Foundation
import TestSupport
import Testing

@testable import Imaging

@Suite struct LightTests {
  @Test("light is the mean of each cell, whatever the size it is decoded at", arguments: [nil, 48])
  func means(_ side: Int?) throws {
    let image = try scene(256, 192)
    let light = try Picture.decode(try image.jpeg(quality: 95), minimumSide: side).light(columns: 8, rows: 6)
    let exact = try Picture.decode(try image.png()).light(columns: 8, rows: 6)
    #expect(light.count == 48 && greatestDifference(light, exact) < 3)
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

  @Test("light is that of the upright picture", arguments: 1...8)
  func upright(_ orientation: Int) throws {
    let image = try scene(160, 120)
    let expected = try Picture.decode(try image.jpeg(quality: 95)).light(columns: 7, rows: 5)
    let stored = try #require(image.stored(orientation))
    let turned = try Picture.decode(oriented(try stored.jpeg(quality: 95), orientation)).light(columns: 7, rows: 5)
    #expect(meanDifference(expected, turned) < 1)
  }

  @Test("a grid finer than the picture is no fault")
  func finer() throws {
    let image = try #require(RGBImage(width: 1, height: 2, pixels: [255, 255, 255, 0, 0, 0]))
    let light = try Picture.decode(try image.png()).light(columns: 4, rows: 4)
    #expect(light.count == 16 && light[0] > 254 && light[15] < 1)
  }

  @Test("spread tells one colour from many")
  func spread() throws {
    let plain = TestPictures.plain(width: 40, height: 30, red: 20, green: 200, blue: 90)
    let one = try #require(RGBImage(width: 40, height: 30, pixels: plain))
    #expect(try Picture.decode(try one.jpeg(quality: 80)).spread < 8)
    #expect(try Picture.decode(try scene(40, 30).jpeg()).spread > 60)
  }

  @Test("a file that ends too early says so")
  func cutShort() throws {
    let jpeg = try scene(60, 40).jpeg()
    #expect(!PictureKind.jpeg.isCutShort(jpeg) && PictureKind.jpeg.isCutShort(Array(jpeg.dropLast(20))))
    let png = try scene(60, 40).png()
    #expect(!PictureKind.png.isCutShort(png) && PictureKind.png.isCutShort(Array(png.dropLast(20))))
    // Nothing at all: kinds without a mark at their end can't tell.
    let untold: Set<PictureKind> = [.jpeg, .tiff, .heic, .avif]
    for kind in PictureKind.allCases { #expect(kind.isCutShort([]) == !untold.contains(kind), "\(kind)") }
  }
}
