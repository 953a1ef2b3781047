import Foundation
import TestSupport
import Testing

@testable import Imaging

@Suite struct ImageFormatTests {
  @Test(
    "what isn't read is named",
    arguments: [
      ("%PDF-1.7", "PDF"), ("<svg xmlns=\"\">", "SVG"), ("<?xml version=\"1.0\"?><svg/>", "SVG"),
      ("<!DOCTYPE html><p>", "HTML"), ("hello there", "text"), ("PK\u{3}\u{4}", "ZIP"),
      ("\0\0\0\u{18}ftypisom", "video"), ("\0\0\0\u{18}ftypmif1", "HEIF"), ("\0\0\0\u{0C}jP  ", "JPEG 2000"),
      ("\0\0\u{1}\0", "ICO"), ("8BPS", "Photoshop"), ("\u{1}\u{2}\u{3}", "unknown"), ("RIFF....AVI ", "video"),
      ("Rar!\u{1A}\u{7}", "RAR"), ("%!PS-Adobe", "PostScript"), ("<html><body>", "HTML"), ("GGUF\u{3}\0", "GGUF"),
      ("  \n<!doctype html>", "HTML"), ("version https://git-lfs.github.com/spec/v1\n", "Git LFS"),
      // Two letters that two formats begin with, and a text.
      ("BMW and MZ are letters", "a text"), ("7z is a word", "a text"), ("BM\0\0", "BMP"),
      ("GIF8\0", "GIF image"), ("{\"a\": 1}", "JSON text"),
    ])
  func foreign(_ content: String, name: String) {
    let error = #expect(throws: ImagingError.self) { try ImageFormat.tell(Array(content.utf8)) }
    #expect(error?.description.contains(name) == true, "\(String(describing: error))")
  }

  @Test("codings that aren't read are named")
  func codings() throws {
    let jpeg = try scene(16, 16).jpeg()
    let frame = try #require(jpeg.indices.first { jpeg[$0...].starts(with: [0xFF, 0xC0]) })
    for (offset, byte, words) in [(1, 0xC3, "lossless"), (1, 0xC5, "hierarchical"), (4, 12, "12 bits")]
      as [(Int, UInt8, String)]
    {
      var other = jpeg
      other[frame + offset] = byte
      let error = #expect(throws: ImagingError.self) { try DecodedImage.decode(other) }
      #expect(error?.description.contains(words) == true, "\(String(describing: error))")
    }
    let png = inserting(chunk: "CgBI", [0x50, 0, 0x20, 2], into: try scene(8, 8).png())
    let error = #expect(throws: ImagingError.self) { try DecodedImage.inspect(png) }
    #expect(error?.description.contains("Apple") == true)
  }

  @Test("kinds are detected from their first bytes")
  func kinds() throws {
    #expect(try ImageFormat.tell([0xFF, 0xD8, 0xFF]) == .jpeg)
    #expect(try ImageFormat.tell(Array("GIF87a".utf8)) == .gif)
    #expect(try ImageFormat.tell(Array("II*\0".utf8)) == .tiff)
    #expect(try ImageFormat.tell(Array("\0\0\0\u{1C}ftypmif1\0\0\0\0mif1avif".utf8)) == .avif)
    #expect(try ImageFormat.tell(Array("\0\0\0\u{1C}ftypmif1\0\0\0\0mif1heic".utf8)) == .heic)
    #expect(ImageFormat.allCases.map(\.mediaType).contains("image/webp"))
  }

  @Test("a preprocessing keeps its JSON form, and refuses what makes no sense")
  func json() throws {
    let value = Preprocessing(size: 260, resize: .letterbox, mean: [0, 0.5, 1], std: [1, 0.5, 2])
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = String(decoding: try encoder.encode(value), as: UTF8.self)
    #expect(
      text == #"{"deviation":[1,0.5,2],"fill":[0,0,0],"mean":[0,0.5,1],"resize":"letterbox","size":260}"#)
    #expect(try JSONDecoder().decode(Preprocessing.self, from: Data(text.utf8)) == value)
    let bare = #"{"deviation":[1,1,1],"mean":[0,0,0],"resize":"squash","size":8}"#
    #expect(try JSONDecoder().decode(Preprocessing.self, from: Data(bare.utf8)).fill == [0, 0, 0])
    for (old, new) in [("260", "0"), ("[1,0.5,2]", "[1,0,2]"), ("[0,0.5,1]", "[0]"), ("letterbox", "stretch")] {
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(Preprocessing.self, from: Data(text.replacing(old, with: new).utf8))
      }
    }
  }

  @Test("the benchmark measures both steps")
  func benchmark() throws {
    let measured = try ImagingBenchmark.measure(scene(60, 40).jpeg(), plain(16), rounds: 3)
    #expect(measured.rounds == 3 && measured.decode > 0 && measured.planes > 0)
  }
}
