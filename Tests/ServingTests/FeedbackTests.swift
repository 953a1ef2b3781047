import Foundation
import Serving
import Taxonomy
import TestSupport
import Testing

@Suite struct FeedbackTests {
  private func take(_ pending: FeedbackBuffer, _ token: String, now: ContinuousClock.Instant = .now) -> [UInt8]? {
    if case .yours(let bytes)? = pending.claim(token, as: "a", now: now) { bytes } else { nil }
  }

  @Test func theShelfForgetsTheOldest() {
    let pending = FeedbackBuffer(byteLimit: 10, countLimit: 3)
    let tokens = (0..<5).map { pending.put([UInt8($0)]) }
    #expect(pending.count == 3)
    #expect(tokens.map { take(pending, $0) } == [nil, nil, [2], [3], [4]])
    let first = pending.put(Array(repeating: 1, count: 6))
    let second = pending.put(Array(repeating: 2, count: 6))
    #expect(take(pending, first) == nil)
    #expect(take(pending, second)?.count == 6)
    #expect(take(pending, pending.put(Array(repeating: 0, count: 11))) == nil)
  }

  @Test func theShelfForgetsWithTime() {
    let pending = FeedbackBuffer(life: .seconds(60))
    let start = ContinuousClock.now
    let token = pending.put([1], now: start)
    #expect(take(pending, token, now: start.advanced(by: .seconds(61))) == nil)
    pending.purge(now: start.advanced(by: .seconds(59)))
    #expect(pending.count == 1)
    pending.purge(now: start.advanced(by: .seconds(61)))
    #expect(pending.count == 0)
  }

  @Test func aSecondAnswerIsToldOfTheFirstAndAFailedOneMayBeGivenAgain() {
    let pending = FeedbackBuffer()
    let token = pending.put([1, 2])
    #expect(pending.claim(token, as: "pug") == .yours([1, 2]))
    #expect(pending.claim(token, as: "husky") == .done(as: "pug"))
    pending.settle(token, kept: nil)
    #expect(pending.claim(token, as: "husky") == .yours([1, 2]))
    let file = URL(filePath: "/kept.jpg")
    pending.settle(token, kept: file)
    #expect(pending.claim(token, as: "husky") == .done(as: "husky"))
    pending.settle(token, kept: nil)
    #expect(pending.claim(token, as: "pug") == .done(as: "husky"))
  }

  @Test func whatWasKeptCanBeTakenBackOnce() {
    let pending = FeedbackBuffer(byteLimit: 10)
    let token = pending.put([1, 2])
    let file = URL(filePath: "/kept.jpg")
    #expect(pending.takeBack(token) == nil)
    _ = pending.claim(token, as: "pug")
    #expect(pending.takeBack(token) == nil)
    pending.settle(token, kept: file)
    #expect(pending.takeBack("another") == nil)
    #expect(pending.takeBack(token) == file)
    // While the file is being deleted there is nothing to answer and nothing more to take back.
    #expect(pending.takeBack(token) == nil && pending.claim(token, as: "pug") == nil)
    pending.restore(token, [3])
    #expect(pending.claim(token, as: "husky") == .yours([3]))
    pending.settle(token, kept: file)
    #expect(pending.takeBack(token) == file)
    pending.restore(token, nil)
    #expect(pending.claim(token, as: "husky") == nil && pending.count == 0)
  }

  @Test func whatIsKeptIsForNobodyElseAndBounded() throws {
    let folder = try TemporaryFolder()
    let place = FeedbackFolder(folder.url.appending(path: "feedback"), limit: 10)
    try place.prepare()
    let file = try place.keep([1, 2, 3, 4, 5, 6], as: .known(ClassName(id: "a", label: "a")))
    let mode = { (url: URL) in
      try FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions] as? Int
    }
    #expect(try mode(file) == 0o600)
    #expect(try mode(file.deletingLastPathComponent()) == 0o700)
    #expect(throws: FeedbackFolder.Full.self) {
      try place.keep([1, 2, 3, 4, 5], as: .known(ClassName(id: "b", label: "b")))
    }
    try place.keep([1, 2, 3, 4], as: .known(ClassName(id: "b", label: "b")))
  }

  @Test(arguments: ["../outside", "a/../../b", "..", ".hidden", "/etc", "plain", "Löwchen"])
  func imagesStayInTheFolder(_ id: String) throws {
    let folder = try TemporaryFolder()
    let inside = folder.url.appending(path: "feedback")
    let file = try FeedbackFolder(inside).keep([0xFF, 0xD8], as: .known(ClassName(id: id, label: id)))
    let root = inside.resolvingSymlinksInPath().path
    #expect(file.resolvingSymlinksInPath().deletingLastPathComponent().deletingLastPathComponent().path == root)
    #expect(!file.deletingLastPathComponent().lastPathComponent.hasPrefix("."))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["feedback"])
  }

  @Test func anUnwritableFolderIsAnError() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write([1], to: "file")
    #expect(throws: (any Error).self) { try FeedbackFolder(file).keep([1], as: .known(ClassName(id: "a", label: "a"))) }
    let error = #expect(throws: ServerOptionsError.self) { try FeedbackFolder(file).prepare() }
    #expect(error?.description.contains(file.path) == true)
    var options = ServerOptions.forTests
    options.feedback = file.path
    #expect(throws: ServerOptionsError.self) {
      try Server(options: options, logger: LogLines().logger) { FakeClassifier() }
    }
  }
}
