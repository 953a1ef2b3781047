import Foundation
import Serving
import Taxonomy
import TestSupport
import Testing

@Suite struct FeedbackTests {
  private func take(_ shelf: Shelf, _ token: String, now: ContinuousClock.Instant = .now) -> [UInt8]? {
    if case .yours(let bytes)? = shelf.claim(token, as: "a", now: now) { bytes } else { nil }
  }

  @Test func theShelfForgetsTheOldest() {
    let shelf = Shelf(byteLimit: 10, countLimit: 3)
    let tokens = (0..<5).map { shelf.put([UInt8($0)]) }
    #expect(shelf.count == 3)
    #expect(tokens.map { take(shelf, $0) } == [nil, nil, [2], [3], [4]])
    let first = shelf.put(Array(repeating: 1, count: 6))
    let second = shelf.put(Array(repeating: 2, count: 6))
    #expect(take(shelf, first) == nil)
    #expect(take(shelf, second)?.count == 6)
    #expect(take(shelf, shelf.put(Array(repeating: 0, count: 11))) == nil)
  }

  @Test func theShelfForgetsWithTime() {
    let shelf = Shelf(life: .seconds(60))
    let start = ContinuousClock.now
    let token = shelf.put([1], now: start)
    #expect(take(shelf, token, now: start.advanced(by: .seconds(61))) == nil)
    shelf.purge(now: start.advanced(by: .seconds(59)))
    #expect(shelf.count == 1)
    shelf.purge(now: start.advanced(by: .seconds(61)))
    #expect(shelf.count == 0)
  }

  @Test func aSecondAnswerIsToldOfTheFirstAndAFailedOneMayBeGivenAgain() {
    let shelf = Shelf()
    let token = shelf.put([1, 2])
    #expect(shelf.claim(token, as: "pug") == .yours([1, 2]))
    #expect(shelf.claim(token, as: "husky") == .done(class: "pug"))
    shelf.settle(token, kept: false)
    #expect(shelf.claim(token, as: "husky") == .yours([1, 2]))
    shelf.settle(token, kept: true)
    #expect(shelf.claim(token, as: "husky") == .done(class: "husky"))
    shelf.settle(token, kept: false)
    #expect(shelf.claim(token, as: "pug") == .done(class: "husky"))
  }

  @Test func whatIsKeptIsForNobodyElseAndBounded() throws {
    let folder = try TemporaryFolder()
    let place = FeedbackFolder(folder.url.appending(path: "feedback"), limit: 10)
    try place.prepare()
    let file = try place.keep([1, 2, 3, 4, 5, 6], as: ClassName(id: "a", label: "a"))
    let mode = { (url: URL) in
      try FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions] as? Int
    }
    #expect(try mode(file) == 0o600)
    #expect(try mode(file.deletingLastPathComponent()) == 0o700)
    #expect(throws: FeedbackFolder.Full.self) {
      try place.keep([1, 2, 3, 4, 5], as: ClassName(id: "b", label: "b"))
    }
    try place.keep([1, 2, 3, 4], as: ClassName(id: "b", label: "b"))
  }

  @Test(arguments: ["../outside", "a/../../b", "..", ".hidden", "/etc", "plain", "Löwchen"])
  func photographsStayInTheFolder(_ id: String) throws {
    let folder = try TemporaryFolder()
    let inside = folder.url.appending(path: "feedback")
    let file = try FeedbackFolder(inside).keep([0xFF, 0xD8], as: ClassName(id: id, label: id))
    let root = inside.resolvingSymlinksInPath().path
    #expect(file.resolvingSymlinksInPath().deletingLastPathComponent().deletingLastPathComponent().path == root)
    #expect(!file.deletingLastPathComponent().lastPathComponent.hasPrefix("."))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["feedback"])
  }

  @Test func anUnwritableFolderIsAnError() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write([1], to: "file")
    #expect(throws: (any Error).self) { try FeedbackFolder(file).keep([1], as: ClassName(id: "a", label: "a")) }
    let error = #expect(throws: ServerOptionsError.self) { try FeedbackFolder(file).prepare() }
    #expect(error?.description.contains(file.path) == true)
    var options = ServerOptions.forTests
    options.feedback = file.path
    #expect(throws: ServerOptionsError.self) {
      try Server(options: options, logger: LogLines().logger) { FakeClassifier() }
    }
  }
}
