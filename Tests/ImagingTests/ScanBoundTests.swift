import Testing

@testable import Imaging

/// Progressive JPEG files of very many scans, each of a few bytes.
@Suite struct ScanBoundTests {
  /// A black gray image whose scans after the first hold nothing.
  private static func jpeg(side: Int, scans: Int) -> [UInt8] {
    func segment(_ marker: UInt8, _ body: [UInt8]) -> [UInt8] {
      [0xFF, marker, UInt8((body.count + 2) >> 8), UInt8((body.count + 2) & 255)] + body
    }
    let size = [UInt8(side >> 8), UInt8(side & 255)]
    let blocks = ((side + 7) / 8) * ((side + 7) / 8)
    // One code of one bit: no change of the mean; the end of 16,384 blocks and what 14 more bits say.
    let (mean, end): ([UInt8], [UInt8]) = (
      [1] + Array(repeating: 0, count: 15) + [0], [1] + Array(repeating: 0, count: 15) + [0xE0]
    )
    let first = segment(0xDA, [1, 1, 0, 0, 0, 0]) + Array(repeating: 0, count: (blocks + 7) / 8)
    let runs = (blocks + 16_383) / 16_384
    let further = segment(0xDA, [1, 1, 0, 1, 63, 0]) + Array(repeating: 0, count: (15 * runs + 7) / 8)
    let head =
      [0xFF, 0xD8] + segment(0xDB, [0] + Array(repeating: 1, count: 64))
      + segment(0xC2, [8] + size + size + [1, 1, 0x11, 0]) + segment(0xC4, [0] + mean) + segment(0xC4, [0x10] + end)
    return head + first + Array(repeatElement(further, count: scans - 1).joined()) + [0xFF, 0xD9]
  }

  @Test func moreScansThanSoManyPixelsMayHaveAreRefused() throws {
    #expect(try DecodedImage.decode(Self.jpeg(side: 64, scans: 400)).width == 64)
    #expect(try DecodedImage.decode(Self.jpeg(side: 8000, scans: 3)).width == 8000)
    for side in [6000, 9000] {
      let file = Self.jpeg(side: side, scans: 70)
      #expect(throws: ImagingError.undecodable(.jpeg, reason: "it has over 64 scans")) {
        try DecodedImage.inspect(file)
      }
      #expect(throws: ImagingError.undecodable(.jpeg, reason: "it has over 64 scans")) { try DecodedImage.decode(file) }
    }
  }
}
