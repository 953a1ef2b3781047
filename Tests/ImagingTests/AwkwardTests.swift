import Foundation
import TestSupport
import Testing

@testable import Imaging

/// The files that break image programs, each checked against what `awkward/index.csv` expects of it.
@Suite(.enabled(if: RealImages.available))
struct AwkwardTests {
  static let preprocessing = Preprocessing(size: 64, mean: [0, 0, 0], std: [1, 1, 1])

  struct Entry: CustomTestStringConvertible {
    let file: String
    let expect: String
    var testDescription: String { file }
  }

  static let entries: [Entry] = {
    guard let text = try? String(contentsOf: RealImages.file("awkward/index.csv"), encoding: .utf8) else { return [] }
    return text.split(separator: "\n").dropFirst().map { line in
      // file,what,expect,source: only what and expect may be quoted and hold commas.
      var fields = [""]
      var quoted = false
      for character in line {
        if character == "\"" {
          quoted.toggle()
        } else if character == ",", !quoted {
          fields.append("")
        } else {
          fields[fields.count - 1].append(character)
        }
      }
      return Entry(file: fields[0], expect: fields[2])
    }
  }()

  static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: RealImages.file("awkward/\(name)")))
  }

  @Test("the index is read whole")
  func index() throws {
    let text = try String(contentsOf: RealImages.file("awkward/index.csv"), encoding: .utf8)
    #expect(Self.entries.count == text.split(separator: "\n").count - 1 && Self.entries.count > 50)
    #expect(Self.entries.count(where: \.mustFail) > 5)
  }

  @Test("every file does what the index says", arguments: entries)
  func file(_ entry: Entry) throws {
    let bytes = try Self.bytes(entry.file)
    let outcome = Result { try DecodedImage.decode(bytes).planes(Self.preprocessing) }
    switch outcome {
    case .success(let planes):
      #expect(planes.count == Self.preprocessing.count && planes.allSatisfy { (0...1).contains($0) })
      #expect(!entry.mustFail)
    case .failure(let error):
      #expect(error is ImagingError)
      #expect(entry.mayFail, "\(error)")
      #expect("\(error)".hasSuffix(".") && !"\(error)".contains("\n"))
    }
    if entry.expect.contains("pixel limit") {
      guard case .failure(ImagingError.tooLarge) = outcome else {
        Issue.record("not refused by its size: \(outcome)")
        return
      }
    }
  }

  @Test("what is inspected is what is decoded", arguments: entries)
  func inspection(_ entry: Entry) throws {
    let bytes = try Self.bytes(entry.file)
    guard let image = try? DecodedImage.decode(bytes) else {
      #expect(entry.mayFail)
      return
    }
    let header = try DecodedImage.inspect(bytes)
    #expect(header.kind == image.kind && header.width == image.width && header.height == image.height)
  }

  @Test(
    "small images stored in any orientation equal the upright one",
    arguments: [2, 4, 5, 6, 8].map { "hopper_orientation_\($0).jpg" })
  func oriented(_ name: String) throws {
    let upright = try DecodedImage.decode(Self.bytes("hopper.jpg"))
    let turned = try DecodedImage.decode(Self.bytes(name))
    #expect(turned.width == upright.width && turned.height == upright.height)
    // The turned files were saved again with more loss: Pillow, smoothing colour more, finds them 2.7 steps away.
    #expect(meanDifference(try upright.planes(Self.preprocessing), try turned.planes(Self.preprocessing)) < 4 / 255.0)
  }

  @Test("a refusal names what was found")
  func names() throws {
    let found = [
      "logo.svg": "SVG", "16bit.cropped.j2k": "JPEG 2000", "decompression_bomb.ico": "ICO", "gen-text.jpg": "text",
    ]
    for (file, name) in found {
      let bytes = try Self.bytes(file)
      let error = #expect(throws: ImagingError.self) { try DecodedImage.decode(bytes) }
      #expect(error?.description.contains(name) == true)
    }
  }
}

extension AwkwardTests.Entry {
  fileprivate var mustFail: Bool {
    expect == "error" || expect.contains("rejected") || expect.hasPrefix("unsupported") || expect.hasPrefix("error: ")
  }

  fileprivate var mayFail: Bool { mustFail || !expect.hasPrefix("ok") || expect.contains("ok or error") }
}
