import TestSupport
import Testing

@testable import Imaging

@Suite struct PartBoundTests {
  private static func little(_ value: Int) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }

  /// A TIFF of one-pixel pages, the last of which leads to `end`.
  private static func tiff(pages: Int, end: Int = 0) -> [UInt8] {
    let entries = [256: 1, 257: 1, 258: 8, 259: 1, 262: 1, 273: 8, 278: 1, 279: 1].sorted { $0.key < $1.key }
    let length = 2 + 12 * entries.count + 4
    var file = Array("II*\0".utf8) + little(8)
    for page in 1...pages {
      file += [UInt8(entries.count), 0]
      for (tag, value) in entries { file += little(tag | 3 << 16) + little(1) + little(value) }
      file += little(page == pages ? end : 8 + page * length)
    }
    return file
  }

  @Test func veryManyFramesAreRefusedBeforeALibraryCountsThem() throws {
    let chunk = Array("ANMF".utf8) + Self.little(0)
    let body = Array("WEBP".utf8) + Array(repeatElement(chunk, count: PartBound.parts + 1).joined())
    let webp = Array("RIFF".utf8) + Self.little(body.count) + body
    for (file, kind) in [(webp, ImageFormat.webp), (Self.tiff(pages: PartBound.parts + 1), .tiff)] {
      let reason = "it has over 10000 frames, of which only the first would be read"
      #expect(throws: ImagingError.undecodable(kind, reason: reason)) { try DecodedImage.inspect(file) }
    }
  }

  @Test func veryManyBoxesAreRefusedWhereverTheyAre() throws {
    func box(_ type: String, _ body: [UInt8]) -> [UInt8] {
      Array(Self.little(body.count + 8).reversed()) + Array(type.utf8) + body
    }
    let head = box("ftyp", Array("avif\0\0\0\0mif1".utf8))
    let many = Array(repeatElement(box("free", []), count: PartBound.parts).joined())
    let inMeta = box("meta", [0, 0, 0, 0] + box("iprp", box("ipco", many)))
    // Each within the one before, the innermost last.
    let nested = (1...PartBound.parts).reversed().flatMap { Array(Self.little($0 * 8).reversed()) + Array("dinf".utf8) }
    for rest in [many, inMeta, nested] {
      #expect(throws: ImagingError.undecodable(.avif, reason: "it has over 10000 boxes")) {
        try DecodedImage.inspect(head + rest)
      }
    }
    #expect(
      MediaBoxes.count(head + box("meta", [0, 0, 0, 0] + box("iinf", [0, 0, 0, 0, 0, 1] + box("infe", []))), limit: 9)
        == 4)
    // Sizes of nothing and of more than there is end the walk.
    #expect(MediaBoxes.count(head + [0, 0, 0, 3] + Array("free".utf8), limit: 9) == 2)
    #expect(MediaBoxes.count(head + [0xFF, 0xFF, 0xFF, 0xFF] + Array("meta".utf8), limit: 9) == 2)
  }

  @Test func fewerPagesAreRead() throws {
    #expect(try DecodedImage.decode(Self.tiff(pages: 300)).frames == 300)
    // Pages in a circle end where they began.
    #expect(try DecodedImage.decode(Self.tiff(pages: 2, end: 8)).width == 1)
  }

  /// libtiff sorts all kinds that it doesn't know again with each.
  @Test func veryManyTagsAreRefused() throws {
    func page(_ tags: [Int], count: Int = 1, next: Int = 0) -> [UInt8] {
      let own = [256: 1, 257: 1, 258: 8, 259: 1, 262: 1, 273: 8, 278: 1, 279: 1]
      let all = own.map { ($0, 3, 1, $1) } + tags.map { ($0, 4, count, 8) }
      var bytes = [UInt8(all.count & 0xFF), UInt8(all.count >> 8)]
      for (tag, type, count, value) in all.sorted(by: { $0.0 < $1.0 }) {
        bytes += Self.little(tag | type << 16) + Self.little(count) + Self.little(value)
      }
      return bytes + Self.little(next)
    }
    let head = Array("II*\0".utf8) + Self.little(8)
    #expect(try DecodedImage.inspect(head + page(Array(40_000..<40_300))).width == 1)
    #expect(throws: ImagingError.undecodable(.tiff, reason: "it has over 500 different tags")) {
      try DecodedImage.inspect(head + page(Array(40_000..<40_600)))
    }
    // Values that share their places.
    let first = page([40_000], count: 300, next: 8 + page([40_000]).count)
    #expect(throws: ImagingError.undecodable(.tiff, reason: "its tags claim more bytes than the file has")) {
      try DecodedImage.inspect(head + first + page([40_000], count: 300))
    }
  }

  /// libvips joined the parts of EXIF, each time from the beginning: minutes for 30 MB.
  @Test func metadataIsNotGivenToLibvips() throws {
    let plain = try scene(40, 30).jpeg()
    var heavy = plain
    for _ in 0..<50 { heavy = inserting(0xE1, Array("Exif\0\0".utf8) + exif(6, little: true), into: heavy) }
    heavy = inserting(0xFE, Array("comment".utf8), into: heavy)
    let header = try JPEGHeader(heavy)
    #expect(header.withoutMetadata(heavy) == plain && header.orientation != .upright)
    #expect(try JPEGHeader(plain).withoutMetadata(plain) == plain)
  }

  @Test func compressedTextsAreNotInflatedForNothing() throws {
    let plain = try scene(40, 30).png()
    let text = textChunk("zTXt", "Comment", Array(repeating: 7, count: 50_000))
    let heavy = (0..<3).reduce(plain) { png, _ in inserting(chunk: "zTXt", text, into: png) }
    #expect(try PNGChunks(heavy).withoutTexts(heavy) == plain)
    #expect(try PNGChunks(plain).withoutTexts(plain) == nil)
    let (one, other) = (try DecodedImage.decode(plain), try DecodedImage.decode(heavy))
    let preprocessing = Preprocessing(size: 16, resize: .squash, mean: [0, 0, 0], std: [1, 1, 1])
    #expect(try one.planes(preprocessing) == other.planes(preprocessing))
  }
}
