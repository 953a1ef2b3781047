import Archives
import Foundation
import TestSupport
import Testing

@Suite struct TarReaderTests {
  @Test func givesNamesAndContentsInOrder() throws {
    var tar = TarMaking()
    tar.file("a/1.jpg", [1, 2, 3])
    tar.file("a/1.json", [])
    tar.file("b", [UInt8](repeating: 7, count: 1025))
    tar.end()
    let found = try entries(of: tar.bytes)
    #expect(found.map(\.entry.path) == ["a/1.jpg", "a/1.json", "b"])
    #expect(found.map(\.contents.count) == [3, 0, 1025])
    #expect(found.allSatisfy { $0.entry.kind == .file })
    #expect(found[0].contents == [1, 2, 3])
    for (entry, contents) in found {
      #expect(Array(tar.bytes[entry.offset..<entry.offset + entry.size]) == contents)
    }
  }

  @Test func passesOverContentsThatNobodyAsksFor() throws {
    var tar = TarMaking()
    tar.file("large", [UInt8](repeating: 1, count: 200_000))
    tar.file("small", [9])
    tar.end()
    var reader = TarReader(MemorySource(tar.bytes))
    _ = try reader.next()
    #expect(try reader.next()?.path == "small")
    #expect(try reader.contents(limit: 1) == [9])
    #expect(try reader.next() == nil)
    #expect(try reader.next() == nil)
  }

  @Test func longNamesOfBothKinds() throws {
    let long = String(repeating: "é/", count: 120) + "x"
    var tar = TarMaking()
    tar.entry(type: "L", name: "././@LongLink", contents: Array(long.utf8) + [0])
    tar.file("short", [1])
    let record = " path=\(long)\n"
    let length = record.utf8.count + 3
    tar.entry(type: "x", name: "PaxHeader", contents: Array("\(length)\(record)".utf8))
    tar.file("short", [2])
    tar.file("plain", [3])
    tar.end()
    #expect(try entries(of: tar.bytes).map(\.entry.path) == [long, long, "plain"])
  }

  @Test func namesUpTo255BytesArePartedAtASlash() throws {
    let name = String(repeating: "a", count: 150) + "/" + String(repeating: "b", count: 99)
    let header = try #require(TarHeader.file(name: name, size: 0))
    #expect(try entries(of: header + [UInt8](repeating: 0, count: 1024)).map(\.entry.path) == [name])
    #expect(TarHeader.file(name: String(repeating: "a", count: 101), size: 0) == nil)
    #expect(TarHeader.file(name: String(repeating: "a", count: 156) + "/b", size: 0) == nil)
    #expect(TarHeader.file(name: "", size: 0) == nil)
  }

  @Test func cutShortAnywhereIsAnError() throws {
    var tar = TarMaking()
    tar.file("a", [UInt8](repeating: 1, count: 700))
    tar.file("b", [2])
    tar.end()
    // Without a whole empty block at the end the archive has no end mark.
    for count in stride(from: 0, to: tar.bytes.count - 512, by: 13) {
      #expect(throws: ArchiveError.truncated) { try entries(of: Array(tar.bytes[..<count])) }
    }
  }

  @Test func aChangedHeaderIsAnError() throws {
    var tar = TarMaking()
    tar.file("a", [1])
    tar.end()
    for place in [0, 100, 124, 130, 150, 156, 257, 345] {
      var bytes = tar.bytes
      bytes[place] ^= 0x41
      #expect(throws: ArchiveError.self) { try entries(of: bytes) }
    }
  }

  @Test func hugeClaimsCostNothing() throws {
    for digits in ["77777777777", "7777777777 "] {
      var tar = TarMaking()
      tar.entry(type: "0", name: "a") { header in
        for (place, digit) in digits.utf8.enumerated() { header[124 + place] = digit }
      }
      #expect(throws: ArchiveError.self) { try entries(of: tar.bytes) }
      var reader = TarReader(MemorySource(tar.bytes))
      _ = try reader.next()
      #expect(throws: ArchiveError.truncated) { try reader.next() }
    }
    var binary = TarMaking()
    binary.entry(type: "0", name: "a") { header in
      for place in 124..<136 { header[place] = 0xFF }
    }
    #expect(throws: ArchiveError.self) { try entries(of: binary.bytes) }
    var name = TarMaking()
    name.entry(type: "L", name: "l", contents: [UInt8](repeating: 65, count: 1 << 17))
    name.end()
    #expect(throws: ArchiveError.self) { try entries(of: name.bytes) }
  }

  @Test func damagedBytesEndInEntriesOrAnError() throws {
    var tar = TarMaking()
    tar.entry(type: "L", name: "././@LongLink", contents: Array("a/long/name".utf8) + [0])
    tar.file("x", [UInt8](repeating: 1, count: 600))
    tar.entry(type: "x", name: "PaxHeader", contents: Array("15 path=a/b/cd\n".utf8))
    tar.file("y", [2])
    tar.entry(type: "5", name: "folder/")
    tar.end()
    var generator = SeededGenerator(seed: 1)
    var (read, refused) = (0, 0)
    for _ in 0..<3000 {
      var bytes = tar.bytes
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        bytes[place] = UInt8.random(in: 0...255, using: &generator)
        // Every second header is made to fit again, so that what follows the checksum is reached, too.
        if Bool.random(using: &generator) {
          let start = place / 512 * 512
          var header = Array(bytes[start..<start + 512])
          TarMaking.sum(&header)
          bytes.replaceSubrange(start..<start + 512, with: header)
        }
      }
      if Bool.random(using: &generator) { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &generator)) }
      do {
        for (entry, contents) in try entries(of: bytes) { #expect(entry.size == contents.count) }
        read += 1
      } catch {
        #expect(error is ArchiveError)
        refused += 1
      }
    }
    #expect(read > 300 && refused > 300, "\(read) read, \(refused) refused")
  }
}
