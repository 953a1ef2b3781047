import Foundation
import Serving
import Taxonomy
import TestSupport
import Testing

@Suite struct FeedbackTests {
  @Test func theShelfForgetsTheOldest() {
    let shelf = Shelf(byteLimit: 10, countLimit: 3)
    let tokens = (0..<5).map { shelf.put([UInt8($0)]) }
    #expect(shelf.count == 3)
    #expect(tokens.map { shelf.take($0) } == [nil, nil, [2], [3], [4]])
    let first = shelf.put(Array(repeating: 1, count: 6))
    let second = shelf.put(Array(repeating: 2, count: 6))
    #expect(shelf.take(first) == nil)
    #expect(shelf.take(second)?.count == 6)
    #expect(shelf.take(shelf.put(Array(repeating: 0, count: 11))) == nil)
  }

  @Test func theShelfForgetsWithTime() {
    let shelf = Shelf(life: .seconds(60))
    let start = ContinuousClock.now
    let token = shelf.put([1], now: start)
    #expect(shelf.take(token, now: start.advanced(by: .seconds(61))) == nil)
    _ = shelf.put([1], now: start)
    _ = shelf.put([2], now: start.advanced(by: .seconds(61)))
    #expect(shelf.count == 1)
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
  }
}
