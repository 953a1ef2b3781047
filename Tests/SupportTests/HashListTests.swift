import Foundation
import TestSupport
import Testing

@testable import Support

@Suite struct HashListTests {
  @Test func holdsWhatWasWrittenAndNothingElse() throws {
    let folder = try TemporaryFolder()
    for name in ["a", "b c"] { try folder.write(Array(name.utf8), to: name) }
    try HashList(of: ["a", "b c"], in: folder.url).write(to: folder.url)
    let list = HashList(in: folder.url)
    #expect(list.holds("a", in: folder.url) && list.holds("b c", in: folder.url))
    try folder.write([0], to: "a")
    #expect(!list.holds("a", in: folder.url))
    try folder.write([0], to: "d")
    #expect(!list.holds("d", in: folder.url))
    try FileManager.default.removeItem(at: folder.url.appending(path: "b c"))
    #expect(!list.holds("b c", in: folder.url))
  }

  @Test func damagedListsHoldNothing() throws {
    let folder = try TemporaryFolder()
    #expect(HashList(in: folder.url).hashes.isEmpty)
    try folder.write(Array("short  a\n\u{0}\nno separator".utf8), to: HashList.fileName)
    #expect(HashList(in: folder.url).hashes.isEmpty)
  }

  /// SHA-256 of "abc" by FIPS 180-2, in the form that sha256sum reads.
  @Test func theFormIsThatOfSha256sum() throws {
    let folder = try TemporaryFolder()
    try folder.write(Array("abc".utf8), to: "x")
    try HashList(of: ["x"], in: folder.url).write(to: folder.url)
    #expect(
      try String(contentsOf: folder.url.appending(path: HashList.fileName), encoding: .utf8)
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  x\n")
  }
}
