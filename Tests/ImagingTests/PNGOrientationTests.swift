import Foundation
import TestSupport
import Testing

@testable import Imaging

/// The orientation of PNG files, wherever programs write it.
@Suite struct PNGOrientationTests {
  private func block(_ orientation: Int, header: Bool = true) -> [UInt8] {
    (header ? Array("Exif\0\0".utf8) : []) + exif(orientation, little: orientation % 2 == 0)
  }

  private func packet(_ orientation: Int, asElement: Bool = false) -> [UInt8] {
    let value =
      asElement ? "<tiff:Orientation>\(orientation)</tiff:Orientation>" : "<r tiff:Orientation=\"\(orientation)\"/>"
    return Array("<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\(value)</x:xmpmeta>".utf8)
  }

  /// Each place in which an orientation may stand, as a chunk's type and body.
  private func chunks(_ orientation: Int) -> [(type: String, body: [UInt8])] {
    let app1 = Array("http://ns.adobe.com/xap/1.0/\0".utf8) + packet(orientation)
    var chunks = ["tEXt", "zTXt", "iTXt"].flatMap { type in
      [
        (type, textChunk(type, "Raw profile type exif", rawProfile("exif", block(orientation)))),
        (type, textChunk(type, "Raw profile type APP1", rawProfile("APP1", block(orientation)))),
        (type, textChunk(type, "Raw profile type exif", rawProfile("exif", block(orientation, header: false)))),
        (type, textChunk(type, "Raw profile type APP1", rawProfile("APP1", app1))),
        (type, textChunk(type, "Raw profile type xmp", rawProfile("xmp", packet(orientation, asElement: true)))),
      ]
    }
    for isCompressed in [false, true] {
      let body = textChunk("iTXt", "XML:com.adobe.xmp", packet(orientation), isCompressed: isCompressed)
      chunks.append(("iTXt", body))
    }
    return chunks + [("eXIf", exif(orientation, little: true))]
  }

  @Test("every orientation in every kind of chunk, behind the header and before the end", arguments: 1...8)
  func honoured(_ number: Int) throws {
    let upright = try scene(24, 16)
    let stored = try #require(upright.stored(number)).png()
    let expected = try DecodedImage.decode(upright.png()).planes(plain(16))
    for (type, body) in chunks(number) {
      for atEnd in [false, true] {
        let png = inserting(chunk: type, body, into: stored, atEnd: atEnd)
        let header = try DecodedImage.inspect(png)
        #expect(
          header.orientation.rawValue == number && header.width == 24 && header.height == 16, "\(type) \(body.count)")
        let image = try DecodedImage.decode(png)
        #expect(image.orientation.rawValue == number && image.width == 24 && image.height == 16)
        #expect(try greatestDifference(image.planes(plain(16)), expected) < 0.01)
      }
    }
  }

  @Test("EXIF's own chunk counts before a profile in a text, and that before XMP")
  func order() throws {
    let png = try scene(8, 8).png()
    let text = textChunk("zTXt", "Raw profile type exif", rawProfile("exif", block(3)))
    let xmp = textChunk("iTXt", "XML:com.adobe.xmp", packet(5))
    let both = inserting(chunk: "zTXt", text, into: inserting(chunk: "iTXt", xmp, into: png))
    #expect(try DecodedImage.inspect(both).orientation.rawValue == 3)
    let all = inserting(chunk: "eXIf", exif(8, little: true), into: both, atEnd: true)
    #expect(try DecodedImage.inspect(all).orientation.rawValue == 8)
  }

  @Test("other texts, and profiles that can't be read, say nothing")
  func silent() throws {
    let png = try scene(8, 8).png()
    let bodies: [(String, [UInt8])] = [
      ("tEXt", textChunk("tEXt", "Comment", rawProfile("exif", block(6)))),
      ("tEXt", textChunk("tEXt", "Raw profile type iptc", rawProfile("iptc", block(6)))),
      ("tEXt", textChunk("tEXt", "Raw profile type exif", Array("\nexif\n  many\n4578".utf8))),
      ("tEXt", textChunk("tEXt", "Raw profile type exif", Array("\nexif\n  8\nxyz".utf8))),
      ("tEXt", textChunk("tEXt", "Raw profile type exif", rawProfile("exif", block(9)))),
      ("tEXt", Array("Raw profile type exif".utf8)), ("tEXt", []),
      ("zTXt", Array("Raw profile type exif\0".utf8)), ("zTXt", Array("Raw profile type exif\0\u{0}xxxxxxx".utf8)),
      ("iTXt", Array("XML:com.adobe.xmp\0\u{1}".utf8)), ("iTXt", Array("XML:com.adobe.xmp\0\0\0en\0".utf8)),
      ("iTXt", textChunk("iTXt", "XML:com.adobe.xmp", Array("tiff:Orientation=\"".utf8))),
      ("iTXt", textChunk("iTXt", "XML:com.adobe.xmp", Array("tiff:Orientation tiff:Orientation=\"0\"".utf8))),
    ]
    for (type, body) in bodies {
      let header = try DecodedImage.inspect(inserting(chunk: type, body, into: png))
      #expect(header.orientation == .upright, "\(type) \(String(decoding: body.prefix(60), as: UTF8.self))")
    }
  }

  @Test("what a text unpacks to is bounded, and so is the number of texts")
  func bounded() throws {
    #expect(inflatedPrefix(zlibStored([UInt8](repeating: 7, count: 300_000))[...], limit: 1000).count == 1000)
    #expect(inflatedPrefix(zlibStored([1, 2, 3])[...], limit: 1000) == [1, 2, 3])
    #expect(inflatedPrefix(Array("no zlib".utf8)[...], limit: 1000).isEmpty)
    let png = try scene(8, 8).png()
    let empty = textChunk("zTXt", "Raw profile type exif", rawProfile("exif", block(0)))
    let right = textChunk("zTXt", "Raw profile type exif", rawProfile("exif", block(6)))
    func orientation(behind count: Int) throws -> Orientation {
      var bytes = png
      for _ in 0..<count { bytes = inserting(chunk: "zTXt", empty, into: bytes, atEnd: true) }
      return try DecodedImage.inspect(inserting(chunk: "zTXt", right, into: bytes, atEnd: true)).orientation
    }
    #expect(try orientation(behind: 5).rawValue == 6)
    #expect(try orientation(behind: 40) == .upright)
  }

  @Test("damaged text chunks end in an image or an error")
  func damaged() throws {
    var generator = SeededGenerator(seed: 9)
    let (fuzz, png) = (FuzzTests(), try scene(12, 8).png())
    let files = chunks(6).map { inserting(chunk: $0.type, $0.body, into: png) }
    var tally = FuzzTests.Tally()
    for round in 0..<400 { fuzz.survives(fuzz.mutated(files[round % files.count], &generator), &tally) }
    #expect(tally.decoded > 10 && tally.refused > 10, "\(tally)")
  }

  @Test("as Pillow turns them", .enabled(if: ReferencePython.available))
  func asPillow() throws {
    let folder = try TemporaryFolder()
    let png = try scene(24, 16).png()
    var files: [URL] = []
    for number in [3, 6, 8] {
      // Pillow knows neither APP1 nor XMP as raw profiles.
      for (place, chunk) in chunks(number).enumerated()
      where !["APP1", "xmp"].contains(where: { chunk.body.starts(with: Array("Raw profile type \($0)".utf8)) }) {
        let name = "\(number)-\(place).png"
        files.append(try folder.write(inserting(chunk: chunk.type, chunk.body, into: png), to: name))
      }
    }
    let script = """
      import sys
      from PIL import Image
      for name in sys.argv[1:]:
          with Image.open(name) as image:
              image.load()
              print(image.getexif().get(0x112, 1))
      """
    let theirs = try ReferencePython.run(script, files.map(\.path)).split(separator: "\n").map { Int($0) }
    let ours = try files.map { try DecodedImage.inspect([UInt8](Data(contentsOf: $0))).orientation.rawValue }
    #expect(ours == theirs)
  }
}
