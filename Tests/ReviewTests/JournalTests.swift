import Foundation
import Review
import Support
import TestSupport
import Testing

/// Decisions on disk: what was acknowledged is there, what wasn't is not, and nothing else is taken for one.
@Suite struct JournalTests {
  private let folder: TemporaryFolder
  private let place: String

  init() throws {
    folder = try TemporaryFolder()
    place = folder.url.appending(path: "journal.jsonl").path
  }

  private func event(_ name: String, _ verdict: ReviewVerdict = .label(id: "pug")) -> JournalEntry.Event {
    .decided(image: ReviewedImage(name: name, sha256: "00", was: "beagle"), verdict: verdict)
  }

  private func open() throws -> (journal: Journal, entries: [JournalEntry]) {
    // A program that another test starts holds what is open here for the moment in which it comes to be.
    for _ in 0..<20 {
      do {
        return try Journal.open(place, data: "/data", isMovable: false)
      } catch ReviewError.busy {
        Thread.sleep(forTimeInterval: 0.05)
      }
    }
    return try Journal.open(place, data: "/data", isMovable: false)
  }

  private func bytes() throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: place))) }
  private func write(_ bytes: some Sequence<UInt8>) throws { try Data(bytes).write(to: URL(filePath: place)) }

  @Test func whatWasAcknowledgedIsThereAgain() throws {
    var written: [JournalEntry] = []
    do {
      let journal = try open().journal
      written += try journal.append([event("a.jpg"), event("b\u{301} \"quoted\".jpg", .deleted)], step: 1)
      written += try journal.append([.undone(step: 1)], step: 2)
      written += try journal.append(
        [.applied(run: 1, moves: [AppliedMove(from: "a", to: nil), AppliedMove(from: "b", to: "c")])], step: 3)
      written += try journal.append([.wrote(run: 2, file: "/x.csv", sha256: "ff"), .reverted(run: 2)], step: 4)
    }
    #expect(try open().entries == written && written.map(\.number) == [1, 2, 3, 4, 5, 6])
    // Every line is JSON that another program can read.
    for line in String(decoding: try bytes(), as: UTF8.self).split(separator: "\n") {
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      #expect(object?["check"] is String && object?["entry"] is [String: Any])
    }
  }

  /// A kill may leave any prefix of what was being written.
  @Test func everyPrefixKeepsTheLinesBeforeItsEnd() throws {
    do { _ = try open().journal.append((0..<4).map { event("\($0).jpg") }, step: 1) }
    let whole = try bytes()
    let ends = whole.indices.filter { whole[$0] == 10 }
    let counts = Array(stride(from: 0, through: whole.count, by: 3)) + ends.flatMap { [$0, $0 + 1] }
    for count in counts {
      try write(whole.prefix(count))
      let lines = ends.count { $0 < count }
      do {
        let opened = try open()
        #expect(opened.entries.count == max(0, lines - 1), "after \(count) bytes")
        _ = try opened.journal.append([event("next.jpg")], step: 9)
      }
      #expect(try open().entries.count == max(0, lines - 1) + 1, "after \(count) bytes and a line")
    }
  }

  /// After a loss of power, blocks that never reached the disk read as zeros.
  @Test func zerosAtTheEndAreCutOff() throws {
    do { _ = try open().journal.append([event("a.jpg")], step: 1) }
    try write(bytes() + [UInt8](repeating: 0, count: 5000))
    #expect(try open().entries.count == 1)
  }

  @Test func damageInTheMiddleIsSaidAndNothingIsCut() throws {
    do { _ = try open().journal.append((0..<4).map { event("\($0).jpg") }, step: 1) }
    let whole = try bytes()
    let ends = whole.indices.filter { whole[$0] == 10 }
    for place in stride(from: 1, to: ends[3], by: 7) where !ends.contains(place) {
      var damaged = whole
      damaged[place] ^= 4
      try write(damaged)
      let line = ends.firstIndex { place < $0 }! + 1
      #expect(throws: ReviewError.damaged(file: self.place, line: line)) { try open() }
      #expect(try bytes() == damaged)
    }
    // A line that somebody took out.
    try write(whole[...ends[1]] + whole[(ends[2] + 1)...])
    #expect(throws: ReviewError.damaged(file: place, line: 3)) { try open() }
  }

  @Test func whatIsNotAJournalStays() throws {
    for text in ["file,label\na.jpg,pug\n", "{\"a\": 1}\n", "{\"check\":\"00000000\",\"entry\":{}}\nmore\n", "notes"] {
      try write(text.utf8)
      do { _ = try open() } catch is ReviewError {}
      let now = try bytes()
      // A line that looks like an unfinished one of ours may go; anything else stays byte by byte.
      #expect(now == Array(text.utf8) || text.hasPrefix("{\"check\""), "\(text)")
    }
    try FileManager.default.removeItem(atPath: place)
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: false)
    #expect(throws: ReviewError.self) { try open() }
  }

  @Test func anotherDataFoldersJournalIsRefused() throws {
    do { _ = try open() }
    #expect(throws: ReviewError.otherData(file: place, expected: "/other", found: "/data")) {
      try Journal.open(place, data: "/other", isMovable: false)
    }
    #expect(try Journal.open(place, data: "/other", isMovable: true).entries.isEmpty)
  }

  @Test func oneAtATime() throws {
    let first = try open()
    #expect(throws: ReviewError.busy(folder: "/data")) { try open() }
    withExtendedLifetime(first) {}
  }
}
