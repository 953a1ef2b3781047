import Foundation
import TestSupport
import Testing

@testable import Imaging

/// TIFF files whose numbers aren't red, green and blue.
@Suite struct TIFFColourTests {
  /// An uncompressed little-endian TIFF of 8×8 equal pixels; `tags` replaces or adds SHORT values.
  private func tiff(_ pixel: [UInt8], _ tags: [Int: [Int]]) -> [UInt8] {
    func short(_ value: Int) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8)] }
    func long(_ value: Int) -> [UInt8] { short(value & 0xFFFF) + short(value >> 16) }
    let data = (0..<64).flatMap { _ in pixel }
    var all: [Int: [Int]] = [
      256: [8], 257: [8], 258: [Int](repeating: 8, count: pixel.count), 259: [1], 262: [2], 273: [8],
      277: [pixel.count], 278: [8], 279: [data.count], 284: [1],
    ]
    all.merge(tags) { _, new in new }
    let start = 8 + data.count
    var far = start + 2 + 12 * all.count + 4
    var (entries, values) = ([UInt8](), [UInt8]())
    for (tag, numbers) in all.sorted(by: { $0.key < $1.key }) {
      let bytes = numbers.flatMap(short)
      entries += short(tag) + short(3) + long(numbers.count)
      if bytes.count <= 4 {
        entries += bytes + [UInt8](repeating: 0, count: 4 - bytes.count)
      } else {
        entries += long(far)
        far += bytes.count
        values += bytes
      }
    }
    return Array("II".utf8) + short(42) + long(start) + data + short(all.count) + entries + long(0) + values
  }

  private func pixel(_ bytes: [UInt8]) throws -> [Int] {
    let image = try DecodedImage.decode(bytes).rgb(width: 4, height: 4)
    return image.pixels.prefix(3).map(Int.init)
  }

  @Test("YCbCr without JPEG becomes the colours that it means")
  func luma() throws {
    #expect(try pixel(tiff([187, 121, 80], [:])) == [187, 121, 80])
    // 187, 121, 80 by BT.601's formula, full range.
    let found = try pixel(tiff([136, 96, 164], [262: [6], 530: [1, 1]]))
    for (value, expected) in zip(found, [187, 121, 80]) { #expect(abs(value - expected) <= 2, "\(found)") }
  }

  /// What the loader holds of each pixel counts, and not what is used of it.
  @Test("samples beyond red, green and blue are passed over, few of them, and counted")
  func samples() throws {
    let few = tiff([187, 121, 80] + [UInt8](repeating: 9, count: 10), [338: [Int](repeating: 0, count: 10)])
    #expect(try pixel(few) == [187, 121, 80])
    // One that is said to be transparency is.
    #expect(try pixel(tiff([187, 121, 80, 0], [338: [2]])) == [255, 255, 255])
    #expect(try pixel(tiff([187, 121, 80, 0], [338: [0]])) == [187, 121, 80])
    #expect(try pixel(tiff([120, 7, 9], [262: [1], 338: [0, 0]])) == [120, 120, 120])
    let (cost, plain) = (try DecodedImage.decodingCost(few), try DecodedImage.decodingCost(tiff([187, 121, 80], [:])))
    #expect(cost - plain == 64 * (2 * 13 + 1 - 9))
    let many = tiff([UInt8](repeating: 100, count: 65), [338: [Int](repeating: 0, count: 62)])
    let reason = "it has 65 samples in each pixel, which is not supported: convert it to RGB"
    #expect(throws: ImagingError.undecodable(.tiff, reason: reason)) { try DecodedImage.inspect(many) }
  }

  @Test("what would get other colours is refused in words")
  func refused() throws {
    let cases: [([UInt8], [Int: [Int]], String)] = [
      ([136, 96, 164], [262: [6]], "YCbCr with coarser chroma"),
      ([136, 96, 164], [262: [6], 530: [2, 2]], "YCbCr with coarser chroma"),
      ([200, 10, 250], [262: [8]], "CIELab"), ([200, 10, 250], [262: [9]], "CIELab"),
      ([200, 10, 250], [262: [10]], "CIELab"), ([200, 10], [262: [32_844]], "logarithmic"),
      ([0, 0, 0x80, 0x3F], [258: [32], 262: [1], 277: [1], 339: [3]], "32-bit"),
      ([0, 0, 0, 1], [258: [32], 262: [1], 277: [1]], "32-bit"),
    ]
    for (pixel, tags, words) in cases {
      for decode in [true, false] {
        let bytes = tiff(pixel, tags)
        let error = #expect(throws: ImagingError.self) {
          _ = decode ? try DecodedImage.decode(bytes).width : try DecodedImage.inspect(bytes).width
        }
        #expect(error?.description.contains(words) == true, "\(String(describing: error))")
      }
    }
  }

  @Test("as Pillow reads its own", .enabled(if: ReferencePython.available))
  func asPillow() throws {
    let folder = try TemporaryFolder()
    let png = try folder.write(scene(32, 24).png(), to: "in.png")
    let script = """
      import sys
      from PIL import Image
      image = Image.open(sys.argv[1]).convert('YCbCr')
      for form in [None, 'tiff_lzw', 'tiff_adobe_deflate', 'packbits', 'jpeg']:
          image.save(f'{sys.argv[2]}/{form}.tif', compression=form)
      """
    _ = try ReferencePython.run(script, [png.path, folder.path])
    let expected = try DecodedImage.decode([UInt8](Data(contentsOf: png))).planes(plain(24))
    for form in ["None", "tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg"] {
      let bytes = [UInt8](try Data(contentsOf: folder.url.appending(path: "\(form).tif")))
      let found = try DecodedImage.decode(bytes).planes(plain(24))
      // Pillow rounds each of the three numbers; JPEG loses more.
      #expect(meanDifference(found, expected) < (form == "jpeg" ? 0.03 : 0.008), "\(form)")
    }
  }

  @Test("damaged directories end in an image or an error")
  func damaged() throws {
    var generator = SeededGenerator(seed: 10)
    let fuzz = FuzzTests()
    let files = [tiff([1, 2, 3], [:]), tiff([136, 96, 164], [262: [6], 530: [1, 1]]), tiff([1, 2, 3], [262: [8]])]
    var tally = FuzzTests.Tally()
    for round in 0..<300 { fuzz.survives(fuzz.mutated(files[round % files.count], &generator), &tally) }
    #expect(tally.decoded > 10 && tally.refused > 10, "\(tally)")
  }
}
