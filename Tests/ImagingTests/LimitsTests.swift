import TestSupport
import Testing

@testable import Imaging

@Suite struct LimitsTests {
  @Test("bytes, side and pixels are allowed up to the limit itself and not beyond")
  func boundary() throws {
    for file in [try scene(40, 30).jpeg(), try scene(40, 30).png()] {
      let exact = Limits(bytes: file.count, side: 40, pixels: 1200)
      #expect(try DecodedImage.inspect(file, limits: exact).width == 40)
      #expect(try DecodedImage.decode(file, limits: exact).height == 30)
      let refused: [(Limits, ImagingError)] = [
        (Limits(bytes: file.count - 1), .tooManyBytes(file.count, limit: file.count - 1)),
        (Limits(side: 39), .tooLarge(width: 40, height: 30, limit: Limits(side: 39))),
        (Limits(pixels: 1199), .tooLarge(width: 40, height: 30, limit: Limits(pixels: 1199))),
      ]
      for (limits, error) in refused {
        #expect(throws: error) { try DecodedImage.decode(file, limits: limits) }
        #expect(throws: error) { try DecodedImage.inspect(file, limits: limits) }
      }
    }
  }

  @Test("sizes whose product overflows are refused")
  func overflow() {
    let limits = Limits(side: .max, pixels: .max)
    #expect(throws: ImagingError.self) { try limits.check(width: .max, height: 2) }
  }

  @Test("a header that claims too much is refused whatever follows it")
  func bombs() throws {
    var png = try scene(10, 10).png()
    png.replaceSubrange(16..<24, with: [0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30])
    var jpeg = try scene(10, 10).jpeg()
    let frame = try #require((0..<jpeg.count).first { jpeg[$0] == 0xFF && jpeg[$0 + 1] == 0xC0 })
    jpeg.replaceSubrange(frame + 5..<frame + 9, with: [0xFF, 0xDC, 0xFF, 0xDC])
    let gif = Array("GIF89a".utf8) + [1, 0, 1, 0, 0, 0, 0, 0x2C, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0x29, 5, 0, 0x8F]
    let extended: [UInt8] = [0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]
    let webp = Array("RIFF".utf8) + [30, 0, 0, 0] + Array("WEBPVP8X".utf8) + [10, 0, 0, 0] + extended
    for (file, width) in [(png, 30_000), (jpeg, 65_500), (gif, 65_535), (webp, 16_777_216)] {
      let error = #expect(throws: ImagingError.self) { try DecodedImage.decode(file) }
      guard case .tooLarge(width, _, _)? = error else {
        Issue.record("not refused by its size: \(String(describing: error))")
        continue
      }
    }
  }

  @Test("a PNG chunk that claims more than the file holds is refused before any room is made for it")
  func chunk() throws {
    var png = try scene(10, 10).png()
    png.insert(contentsOf: [0x31, 0, 0, 0] + Array("iTXt".utf8), at: 33)
    #expect(throws: ImagingError.undecodable(.png, reason: "it is truncated")) { try DecodedImage.decode(png) }
  }

  @Test("what PNG and WebP images become is told without a decoder")
  func cost() throws {
    let absent = Limits(pool: DecoderPool(program: "/nonexistent", arguments: []))
    let png = try scene(40, 30).png()
    var interlaced = png
    interlaced[28] = 1
    for (file, pixels, held) in [(png, 1200, 0), (interlaced, 1200, 8), (TestImages.hugeWebP, 100_000_000, 11)] {
      #expect(try DecodedImage.decodingCost(file, limits: absent) == file.count + pixels * (held + 3))
      #expect(try DecodedImage.decodingCost(file) == pixels * (held + 3))
      #expect(throws: ImagingError.self) { try DecodedImage.decodingCost(file, limits: Limits(side: 39)) }
    }
    let error = #expect(throws: ImagingError.self) {
      try DecodedImage.decodingCost([0x49, 0x49, 0x2A, 0, 8, 0, 0, 0], limits: absent)
    }
    guard case .noDecoder? = error else {
      Issue.record("\(error as Any)")
      return
    }
  }

  @Test("a PNG whose header comes second is refused, or costs what its header says")
  func second() throws {
    let png = try scene(40, 30).png()
    // Where the header should be, this has one pixel by one.
    let other = inserting(chunk: "teSt", [0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0], into: png)
    let moved = Array(other[..<8]) + Array(other[33..<58]) + Array(other[8..<33]) + Array(other[58...])
    #expect(ClaimedSize.certain(png, .png)?.width == 40)
    #expect(ClaimedSize.certain(moved, .png) == nil)
    guard let image = try? DecodedImage.decode(moved) else { return }
    #expect(try DecodedImage.decodingCost(moved) >= 3 * image.width * image.height)
  }

  @Test("no bytes are their own refusal")
  func empty() {
    #expect(throws: ImagingError.empty) { try DecodedImage.decode([]) }
    #expect(throws: ImagingError.empty) { try ImageFormat.tell([]) }
  }
}
