import Foundation
import TestSupport
import Testing

@testable import Commands

@Suite struct NameListTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func names(_ bytes: [UInt8]) async throws -> [String] {
    let list = try NameList(folder.write(bytes, to: "list").path)
    var names: [String] = []
    while let line = try await list.next() { names.append(line.isText ? line.name : "?" + line.name) }
    return names
  }

  @Test(arguments: [
    ("a\nb", ["a", "b"]), ("a\r\n\r\nb c\r\n", ["a", "b c"]), ("\u{FEFF}a\n", ["a"]), ("", []), ("\n\n", []),
    (" a \n#b\n", [" a ", "#b"]), ("a\u{0}b\nc\u{0}", ["a", "b\nc"]), ("a", ["a"]), ("a\r", ["a"]),
  ])
  func isReadAsItWasWritten(text: String, expected: [String]) async throws {
    #expect(try await names(Array(text.utf8)) == expected)
  }

  @Test func namesAcrossPieces() async throws {
    let expected = (0..<20_000).map { "folder/\($0)-é" }
    #expect(try await names(Array(expected.joined(separator: "\n").utf8)) == expected)
  }

  @Test func whatIsNotAList() async throws {
    #expect(try await names([97, 10, 0xC3, 0x28, 10]) == ["a", "?\u{FFFD}("])
    await #expect(throws: NameListError.self) { try await names([0xFF, 0xFE, 97, 0]) }
    await #expect(throws: NameListError.self) { try await names([UInt8](repeating: 97, count: 1 << 20)) }
    #expect(throws: (any Error).self) { try NameList(folder.path) }
  }

  /// An image, an archive or a table of numbers given for a list is told, not read as names.
  @Test(
    arguments: [
      ([0xFF, 0xD8, 0xFF, 0xE0, 0, 16, 1], "an image"), ([0x1F, 0x8B, 8, 0, 0, 3], "a gzip archive"),
      (Array("PK".utf8) + [3, 4, 1, 0], "a ZIP archive or an office document"),
    ] as [([UInt8], String)])
  func isNamedAsWhatItIs(bytes: [UInt8], kind: String) async throws {
    let error = await #expect(throws: NameListError.self) { try await names(bytes) }
    #expect(error?.description.contains("is \(kind), not a list of names") == true)
  }

  @Test func anyBytesAreReadOrRefused() async throws {
    var generator = SeededGenerator(seed: 5)
    var read = 0
    for _ in 0..<200 {
      let count = Int.random(in: 0...200, using: &generator)
      let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
      read += try await names(bytes).count
    }
    #expect(read > 200)
  }
}
