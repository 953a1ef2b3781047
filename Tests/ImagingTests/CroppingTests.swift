import TestSupport
import Testing

@testable import Imaging

/// A cropped image is drawn as the region of the whole would be.
@Suite struct CroppingTests {
  private let part = Region(x: 0.25, y: 0.25, width: 0.5, height: 0.375)

  @Test(arguments: ResizeMode.allCases, 1...8)
  func asTheRegion(_ resize: ResizeMode, _ orientation: Int) throws {
    let stored = try #require(try scene(120, 80).stored(orientation)).jpeg(quality: 98, subsampling: .none)
    let whole = try DecodedImage.decode(oriented(stored, orientation))
    let cropped = whole.cropped(to: part)
    #expect(cropped.width == 60 && cropped.height == 30)
    #expect(cropped.wholeWidth == 120 && cropped.wholeHeight == 80 && cropped.part == part)
    for mirrored in [false, true] {
      #expect(
        try cropped.planes(plain(24, resize), mirrored: mirrored)
          == whole.planes(plain(24, resize), region: part, mirrored: mirrored))
    }
    #expect(try cropped.square(24, resize: resize) == whole.square(24, resize: resize, region: part))
  }

  @Test func ofACropAgain() throws {
    let whole = try DecodedImage.decode(scene(120, 80).png())
    let twice = whole.cropped(to: part).cropped(to: Region(x: 0.5, y: 0, width: 0.5, height: 1))
    #expect(twice.part == Region(x: 0.5, y: 0.25, width: 0.25, height: 0.375))
    #expect(twice.width == 30 && twice.height == 30 && twice.wholeWidth == 120)
    #expect(try whole.cropped(to: .whole).rgb(width: 30, height: 20) == whole.rgb(width: 30, height: 20))
  }

  @Test func aSmallPartKeepsItsPixels() throws {
    let bytes = try scene(1600, 1200).jpeg(quality: 98)
    let part = Region(x: 0.5, y: 0.5, width: 0.1, height: 0.1)
    let few = try DecodedImage.decode(bytes, minimumSide: 96) { _, _ in part }
    let all = try DecodedImage.decode(bytes).cropped(to: part)
    #expect(few.width == 160 && few.height == 120)
    #expect(meanDifference(try few.planes(plain(48, .squash)), try all.planes(plain(48, .squash))) < 1 / 255.0)
    // Of a large part fewer are needed, and none of the whole when nothing is cropped.
    let large = try DecodedImage.decode(bytes, minimumSide: 96) { _, _ in Region(x: 0, y: 0, width: 1, height: 0.9) }
    #expect(large.pixels.width < few.pixels.width)
    let whole = try DecodedImage.decode(bytes, minimumSide: 96) { width, height in
      #expect(width == 1600 && height == 1200)
      return nil
    }
    #expect(whole.part == .whole)
    #expect(try whole.pixels.width == DecodedImage.decode(bytes, minimumSide: 96).pixels.width)
  }

  @Test func aPartIsNeverLessThanAPixel() throws {
    let whole = try DecodedImage.decode(scene(20, 10).png())
    let dot = whole.cropped(to: Region(x: 1, y: 1, width: 0, height: 0))
    #expect(dot.width == 1 && dot.height == 1)
    #expect(try dot.planes(plain(8, .squash)).count == 192)
  }
}
