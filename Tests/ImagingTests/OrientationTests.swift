import TestSupport
import Testing

@testable import Imaging

@Suite struct OrientationTests {
  @Test("an image stored in each of the eight orientations is drawn alike", arguments: 1...8, [true, false])
  func eight(_ orientation: Int, little: Bool) throws {
    let image = try scene(120, 80)
    let upright = try DecodedImage.decode(image.jpeg(quality: 98, subsampling: .none))
    let stored = try #require(image.stored(orientation)).jpeg(quality: 98, subsampling: .none)
    let turned = try DecodedImage.decode(oriented(stored, orientation, little: little))
    #expect(turned.width == 120 && turned.height == 80)
    let region = Region(x: 0.1, y: 0.2, width: 0.5, height: 0.7)
    for mode in ResizeMode.allCases {
      for mirrored in [false, true] {
        let expected = try upright.planes(plain(48, mode), region: region, mirrored: mirrored)
        let found = try turned.planes(plain(48, mode), region: region, mirrored: mirrored)
        #expect(meanDifference(expected, found) < 1 / 255.0, "\(mode) \(mirrored)")
      }
    }
    let rgb = try turned.rgb(width: 120, height: 80)
    let difference = meanDifference(rgb.pixels.map(Float.init), image.pixels.map(Float.init))
    #expect(difference < 3)
  }

  @Test("inspecting gives the upright size and the orientation", arguments: 1...8)
  func header(_ orientation: Int) throws {
    let jpeg = oriented(try scene(60, 40).jpeg(), orientation)
    let header = try DecodedImage.inspect(jpeg)
    #expect(header.orientation.rawValue == orientation)
    #expect(header.width == (orientation >= 5 ? 40 : 60) && header.height == (orientation >= 5 ? 60 : 40))
  }

  @Test("a PNG's eXIf chunk counts too")
  func png() throws {
    let png = try scene(30, 20).png()
    let body = exif(6, little: false)
    // The checksum is not that of the chunk; decoders pass over an ancillary chunk that is damaged so.
    let chunk = [0, 0, 0, UInt8(body.count)] + Array("eXIf".utf8) + body + [0, 0, 0, 0]
    let chunks = try PNGChunks(Array(png[..<33]) + chunk + png[33...])
    #expect(chunks.orientation == .turnedLeft && chunks.isClosed && chunks.frames == 1)
    #expect(try PNGChunks(png).orientation == nil)
  }

  @Test("an EXIF block that is cut, loops or lies is passed over", arguments: 0..<26)
  func damaged(_ length: Int) throws {
    let block = Array(exif(6, little: true).prefix(length))
    #expect(EXIF.orientation(block) == (length >= 20 ? .turnedLeft : nil))
    let jpeg = inserting(0xE1, Array("Exif\0\0".utf8) + block, into: try scene(20, 10).jpeg())
    #expect(try DecodedImage.decode(jpeg).planes(plain(8)).count == 192)
  }

  @Test("values outside 1 to 8 mean upright", arguments: [0, 9, 255, 65_535])
  func nonsense(_ value: Int) throws {
    #expect(try DecodedImage.inspect(oriented(try scene(20, 10).jpeg(), value)).orientation == .upright)
  }
}
