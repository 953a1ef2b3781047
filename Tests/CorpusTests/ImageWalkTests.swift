import Foundation
import TestSupport
import Testing

@testable import Corpus

@Suite struct ImageWalkTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func walked(isRecursive: Bool) throws -> (images: [String], problems: [String], notes: [String]) {
    var walk = try ImageWalk(folder.path, isRecursive: isRecursive)
    var (images, problems) = ([String](), [String]())
    while let found = walk.next() {
      switch found {
      case .image(let path): images.append(String(path.dropFirst(folder.path.count + 1)))
      case .problem(let path, _): problems.append(path)
      }
    }
    return (images, problems, walk.notes)
  }

  @Test func ownImagesThenThoseInside() throws {
    for name in ["b.jpg", "a.PNG", "x/2.jpg", "x/1.jpg", "w/3.jpg", ".hidden.jpg", "notes.txt", "@eaDir/t.jpg"] {
      try folder.write([0], to: name)
    }
    try folder.write(Array("\u{FF}".utf8), to: "Thumbs.db")
    let all = try walked(isRecursive: true)
    #expect(all.images == ["a.PNG", "b.jpg", "w/3.jpg", "x/1.jpg", "x/2.jpg"])
    #expect(all.problems.isEmpty)
    #expect(all.notes.contains { $0.contains(".txt (1)") })
    let own = try walked(isRecursive: false)
    #expect(own.images == ["a.PNG", "b.jpg"])
    #expect(own.notes.contains("2 folders inside not looked into; --recursive does."))
  }

  @Test func anImageWithoutAnEndingIsTaken() throws {
    try folder.write([0xFF, 0xD8, 0xFF, 0xE0] + [UInt8](repeating: 0, count: 64), to: "photo")
    #expect(try walked(isRecursive: false).images == ["photo"])
  }

  @Test func linksAreFollowedButNotBack() throws {
    try folder.write([0], to: "a/1.jpg")
    for (link, target) in [("a/up", folder.path), ("b", folder.path + "/a"), ("gone", "/nowhere/at/all")] {
      try FileManager.default.createSymbolicLink(atPath: "\(folder.path)/\(link)", withDestinationPath: target)
    }
    let all = try walked(isRecursive: true)
    #expect(all.images == ["a/1.jpg", "b/1.jpg"])
    #expect(all.notes.contains { $0.contains("Links back") })
  }

  @Test func aFolderThatCanNotBeReadIsAProblem() throws {
    try folder.write([0], to: "a/1.jpg")
    try folder.write([0], to: "b/1.jpg")
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: "\(folder.path)/a")
    defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(folder.path)/a") }
    let all = try walked(isRecursive: true)
    // Root reads it anyway.
    #expect(all.problems.count + all.images.count == 2)
    #expect(throws: CorpusError.self) { try ImageWalk("/nowhere/at/all", isRecursive: true) }
  }

  @Test func namesOfObjects() {
    #expect(ImageWalk.takes("a/b.jpg") && ImageWalk.takes("b.WEBP"))
    #expect(!ImageWalk.takes("a/b.txt") && !ImageWalk.takes(".a/b.jpg") && !ImageWalk.takes("a/__MACOSX/b.jpg"))
  }
}
