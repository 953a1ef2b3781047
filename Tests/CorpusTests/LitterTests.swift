import Corpus
import Foundation
import Taxonomy
import TestSupport
import Testing

/// What systems, tools and people leave in data folders.
@Suite struct LitterTests {
  private let folder: TemporaryFolder
  private let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0]

  init() throws {
    folder = try TemporaryFolder()
    for name in ["pug/1.jpg", "boxer/2.jpg"] { try folder.write(jpeg, to: name) }
  }

  private func find() throws -> DataSet { try DataSet.find(at: [folder.url]) }

  private func expectOnlyTheTwo(_ set: DataSet, sourceLocation: SourceLocation = #_sourceLocation) {
    #expect(set.samples.map(\.name) == ["boxer/2.jpg", "pug/1.jpg"], sourceLocation: sourceLocation)
    #expect(set.classes.map(\.id) == ["boxer", "pug"], sourceLocation: sourceLocation)
  }

  @Test(arguments: [
    ".ipynb_checkpoints/1.jpg", "__MACOSX/pug/._1.jpg", ".git/x.jpg", "@eaDir/1.jpg", "pug/.DS_Store", "pug/Thumbs.db",
    "pug/._1.jpg", "pug/.ipynb_checkpoints/1-checkpoint.jpg",
  ])
  func litterIsSkippedWithANote(_ name: String) throws {
    try folder.write(jpeg, to: name)
    let set = try find()
    expectOnlyTheTwo(set)
    #expect(set.notes.count == 1 && set.notes[0].contains("litter"))
  }

  @Test func emptyClassesAndLooseFilesAreNoted() throws {
    try FileManager.default.createDirectory(at: folder.url.appending(path: "akita"), withIntermediateDirectories: true)
    try folder.write("x".utf8, to: "poodle/notes.txt")
    try folder.write("x".utf8, to: "README.md")
    let set = try find()
    expectOnlyTheTwo(set)
    #expect(set.notes.contains("Folders without images were ignored: akita, poodle."))
    #expect(set.notes.contains("Files that aren't images were skipped: .txt (1)."))
    #expect(set.notes.contains("Files outside the class folders were skipped: 1."))
  }

  @Test func imagesAreToldByTheirBytesWhereTheNameDoesNotSay() throws {
    try folder.write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], to: "pug/photo")
    try folder.write(jpeg + [UInt8](repeating: 0, count: 64), to: "pug/photo.dat")
    try folder.write("plain text".utf8, to: "pug/other.dat")
    #expect(try find().samples.map(\.name) == ["boxer/2.jpg", "pug/1.jpg", "pug/photo", "pug/photo.dat"])
  }

  @Test func linksEnd() throws {
    let files = FileManager.default
    func link(_ name: String, to target: String) throws {
      try files.createSymbolicLink(
        atPath: folder.url.appending(path: name).path, withDestinationPath: target)
    }
    try link("pug/loop", to: "..")
    try link("up", to: "..")
    try link("self", to: ".")
    try link("circle", to: "circle")
    try link("pug/gone.jpg", to: "nowhere.jpg")
    let set = try find()
    expectOnlyTheTwo(set)
    #expect(set.notes.contains { $0.contains("pug/loop") && $0.contains("self") && $0.contains("up") })
    #expect(set.notes.contains("Links that lead nowhere, sockets and devices were skipped: 2."))
  }

  @Test func linkedClassesAndImagesCount() throws {
    let other = try TemporaryFolder()
    try other.write(jpeg, to: "akita/3.jpg")
    let files = FileManager.default
    try files.createSymbolicLink(
      at: folder.url.appending(path: "akita"), withDestinationURL: other.url.appending(path: "akita"))
    try files.createSymbolicLink(
      at: folder.url.appending(path: "pug/4.jpg"), withDestinationURL: other.url.appending(path: "akita/3.jpg"))
    #expect(try find().samples.map(\.name) == ["akita/3.jpg", "boxer/2.jpg", "pug/1.jpg", "pug/4.jpg"])
  }

  @Test func deepTreesEnd() throws {
    let deep = (0..<40).map { _ in "d" }.joined(separator: "/")
    try folder.write(jpeg, to: "pug/\(deep)/3.jpg")
    let set = try find()
    expectOnlyTheTwo(set)
    #expect(set.notes.contains { $0.contains("too deep") })
  }

  @Test func namesThatAreNoTextBecomeProblems() throws {
    let path = folder.path + "/pug/"
    let name = Array(path.utf8).map { CChar(bitPattern: $0) } + [CChar(bitPattern: 0xE9), 46, 106, 112, 103, 0]
    let file = try #require(fopen(name, "wb"))
    fclose(file)
    let set = try find()
    expectOnlyTheTwo(set)
    #expect(set.problems.count == 1 && set.problems[0].reason.contains("UTF-8"))
  }
}
