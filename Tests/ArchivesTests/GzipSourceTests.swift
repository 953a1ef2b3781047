import Archives
import TestSupport
import Testing

/// What follows a gzip member's contents: its sums, other members, zeros, something else.
@Suite struct GzipSourceTests {
  private func read(_ bytes: [UInt8]) throws -> [UInt8] {
    var source: any ByteSource = try GzipSource(MemorySource(bytes))
    var (all, piece) = ([UInt8](), [UInt8](repeating: 0, count: 1000))
    while true {
      let got = try piece.withUnsafeMutableBytes { buffer in try source.read(into: buffer) }
      if got == 0 { return all }
      all += piece[..<got]
    }
  }

  private let contents = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 * 7) }

  @Test func membersAreReadOneAfterTheOther() throws {
    #expect(try read(gzip(contents)) == contents)
    #expect(try read(gzip(contents) + gzip([]) + gzip([1, 2])) == contents + [1, 2])
    #expect(try read(gzip([5]) + [UInt8](repeating: 0, count: 200_000)) == [5])
    #expect(try read(gzip([5]) + [0, 0, 0] + gzip([6])) == [5, 6])
    #expect(try read([]).isEmpty)
  }

  @Test func everyByteOfTheSumsIsChecked() {
    let whole = gzip(contents)
    for place in whole.count - 8..<whole.count {
      var bytes = whole
      bytes[place] ^= 1
      #expect(throws: ArchiveError.damaged(reason: "its compressed bytes are damaged")) { try read(bytes) }
    }
    for length in [whole.count - 8, whole.count - 1] {
      #expect(throws: ArchiveError.truncated) { try read(Array(whole.prefix(length))) }
    }
  }

  @Test func whatFollowsIsSaid() {
    for rest in [Array("garbage".utf8), [0, 0, 7], [0x1F, 0x8B], [0x1F, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]] {
      #expect(throws: ArchiveError.self, "\(rest)") { try read(gzip(contents) + rest) }
    }
  }

  /// A tar archive ends before its source does; a flipped byte of the file's, and of the sums after it, is noticed.
  @Test func anArchiveIsReadToTheEndOfItsSource() throws {
    var tar = TarMaking()
    tar.file("a", [1, 2, 3])
    tar.end()
    let whole = gzip(tar.bytes + [UInt8](repeating: 0, count: 9000))
    func entries(_ bytes: [UInt8]) throws -> Int {
      var (reader, count) = (TarReader(try GzipSource(MemorySource(bytes))), 0)
      while try reader.next() != nil { count += 1 }
      return count
    }
    #expect(try entries(whole) == 1)
    for place in [512 + 15, whole.count - 5, whole.count - 1] {
      var bytes = whole
      bytes[place] ^= 0x20
      #expect(throws: ArchiveError.self, "byte \(place)") { try entries(bytes) }
    }
  }

  @Test func damagedFilesAreReadOrRefused() throws {
    var generator = SeededGenerator(seed: 6)
    let whole = gzip(Array(contents.prefix(3000))) + gzip([1, 2, 3])
    var (same, refused) = (0, 0)
    for _ in 0..<1000 {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
      }
      do {
        // Only the header's fields that nobody needs may change.
        #expect(try read(bytes) == Array(contents.prefix(3000)) + [1, 2, 3])
        same += 1
      } catch {
        #expect(error is ArchiveError)
        refused += 1
      }
    }
    #expect(refused > 900 && same > 0, "\(same) read, \(refused) refused")
  }
}
