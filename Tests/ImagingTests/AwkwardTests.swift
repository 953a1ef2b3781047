import Foundation
import TestSupport
import Testing

@testable import Imaging

/// The files that break image programs, each held against what `awkward/index.csv` expects of it.
@Suite(.enabled(if: Photographs.available))
struct AwkwardTests {
  static let preprocessing = Preprocessing(size: 64, mean: [0, 0, 0], deviation: [1, 1, 1])

  struct Entry: CustomTestStringConvertible {
    let file: String
    let expect: String
    var testDescription: String { file }
  }

  static let entries: [Entry] = {
    guard let text = try? String(contentsOf: Photographs.file("awkward/index.csv"), encoding: .utf8) else { return [] }
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
    [UInt8](try Data(contentsOf: Photographs.file("awkward/\(name)")))
  }

  @Test("every file does what the index says", arguments: entries)
  func file(_ entry: Entry) throws {
    let bytes = try Self.bytes(entry.file)
    let outcome = Result { try Picture.decode(bytes).planes(Self.preprocessing) }
    switch outcome {
    case .success(let planes):
      #expect(planes.count == Self.preprocessing.count && planes.allSatisfy { (0...1).contains($0) })
    case .failure(let error):
      #expect(error is ImagingError)
    }
    if entry.expect == "error" || entry.expect.contains("must be rejected") || entry.expect.hasPrefix("unsupported") {
      #expect(throws: ImagingError.self) { try outcome.get() }
    } else if entry.expect.hasPrefix("ok"), !entry.expect.contains("or ") {
      #expect(throws: Never.self) { try outcome.get() }
    }
  }
}
