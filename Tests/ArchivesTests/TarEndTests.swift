import Archives
import TestSupport
import Testing

/// How archives end, and what isn't one.
@Suite struct TarEndTests {
  private func archive(_ names: String...) -> [UInt8] {
    var tar = TarMaking()
    for name in names { tar.file(name, [1]) }
    return tar.bytes
  }

  private let end = [UInt8](repeating: 0, count: 1024)

  @Test func nothingBehindZerosIsLost() throws {
    func names(_ bytes: [UInt8]) throws -> [String] { try entries(of: bytes).map(\.entry.path) }
    #expect(try names(archive("a") + end.prefix(512)) == ["a"])
    #expect(try names(archive("a") + end.prefix(512) + archive("b") + end) == ["a", "b"])
    #expect(try names(archive("a") + end + archive("b") + end) == ["a", "b"])
    #expect(try names(archive("a") + end + end + [0, 0, 0]) == ["a"])
  }

  @Test func somethingElseBehindTheEndIsSaid() {
    let text = Array(String(repeating: "something else ", count: 40).utf8)
    #expect(throws: ArchiveError.damaged(reason: "other data follows its end marker")) {
      try entries(of: archive("a") + end + text)
    }
    #expect(throws: ArchiveError.truncated) { try entries(of: archive("a") + end + [7]) }
  }

  @Test func zerosWithoutEndAreStopped() {
    struct Zeros: ByteSource {
      var start: [UInt8]
      mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(start.count, buffer.count)
        buffer.copyBytes(from: start.prefix(count))
        start.removeFirst(count)
        if count > 0 { return count }
        for place in buffer.indices { buffer[place] = 0 }
        return buffer.count
      }
    }
    var reader = TarReader(Zeros(start: archive("a")))
    #expect(throws: ArchiveError.damaged(reason: "too many zeros follow its last entry")) {
      while try reader.next() != nil {}
    }
  }

  @Test(arguments: [
    ("PK\u{3}\u{4}", "a ZIP archive"), ("Rar!\u{1A}", "a RAR archive"), ("BZh91AY", "a bzip2 archive"),
    ("<!DOCTYPE html>", "an HTML page"), ("%PDF-1.7", "a PDF document"),
  ])
  func otherFilesAreNamed(_ start: String, _ name: String) {
    let bytes = Array(start.utf8) + [UInt8](repeating: 10, count: 600)
    let error = #expect(throws: ArchiveError.self) { try entries(of: bytes) }
    guard case .foreign(let found) = error else {
      Issue.record("\(error as Any)")
      return
    }
    #expect(found.hasPrefix(name), "\(found)")
  }

  @Test func labelsAreNoEntries() throws {
    var tar = TarMaking()
    tar.entry(type: "V", name: "backup of Monday")
    tar.file("a", [1])
    tar.end()
    #expect(try entries(of: tar.bytes).map(\.entry.path) == ["a"])
  }

  @Test func sparseFilesAreNoWholeFiles() throws {
    var tar = TarMaking()
    tar.entry(type: "x", name: "PaxHeader", contents: Array("22 GNU.sparse.major=1\n".utf8))
    tar.file("GNUSparseFile.0/a", [1])
    tar.end()
    #expect(try entries(of: tar.bytes).map(\.entry.kind) == [.other])
  }
}
