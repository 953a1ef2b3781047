import Corpus
import Foundation
import TestSupport
import Testing

@Suite struct CorpusErrorTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func aMissingFolder() {
    let place = folder.url.appending(path: "none")
    #expect(throws: CorpusError.missing(path: place.path)) { try DataSet.find(at: [place]) }
  }

  @Test func aFileInPlaceOfAFolder() throws {
    for (text, found, advice) in [
      ("x", "a text", "name the folder it is in"), ("PK\u{3}\u{4}", "a ZIP archive or an office document", "unpack it"),
      ("Rar!\u{1A}", "a RAR archive", "unpack it"), ("", "an empty file", "name the folder it is in"),
    ] {
      let file = try folder.write(text.utf8, to: "images")
      let error = #expect(throws: CorpusError.notAFolder(path: file.path, found: found)) {
        try DataSet.find(at: [file])
      }
      #expect(error?.description.contains(advice) == true)
    }
  }

  @Test(.enabled(if: geteuid() != 0, "root may read everything")) func aFolderWithoutPermission() throws {
    try folder.write([0xFF, 0xD8, 0xFF], to: "closed/pug/1.jpg")
    let place = folder.url.appending(path: "closed")
    chmod(place.path, 0)
    defer { chmod(place.path, 0o700) }
    #expect(throws: CorpusError.self) { try DataSet.find(at: [place]) }
  }

  @Test func noImages() throws {
    #expect(throws: CorpusError.noImages(path: folder.path, found: "the folder is empty")) {
      try DataSet.find(at: [folder.url])
    }
    try folder.write("x".utf8, to: "pug/read.txt")
    let error = #expect(throws: CorpusError.self) { try DataSet.find(at: [folder.url]) }
    #expect(error?.description.contains("Folders without images were ignored: pug") == true)
  }

  @Test func oneClass() throws {
    try folder.write([0xFF, 0xD8, 0xFF], to: "pug/1.jpg")
    let set = try DataSet.find(at: [folder.url])
    #expect(throws: CorpusError.oneClass("pug", .train)) { try set.requireClasses(in: .train) }
    #expect(throws: CorpusError.emptyPart(.test)) { try set.requireClasses(in: .test) }
  }

  /// One sentence each: one full stop, at the end.
  @Test(arguments: [
    CorpusError.missing(path: "a"), .notAFolder(path: "a", found: "a ZIP archive"),
    .notReadable(path: "a", reason: "b"),
    .noImages(path: "a", found: "b"), .emptyPart(.test), .oneClass("pug", .train), .noTable(path: "a"),
    .noColumn("label", file: "a", found: ["b", "c"]), .malformedTable(file: "a", line: 3, reason: "b"),
    .noLabels(file: "a", reason: "b"), .malformedAnnotation(file: "a", reason: "b"),
    .notWritable(path: "a", reason: "b"),
    .noBoxes(path: "a"), .boxesOfShards(shard: "a"),
  ])
  func saysOneSentence(_ error: CorpusError) {
    #expect(error.description.hasSuffix(".") && error.description.count { $0 == "." } == 1)
  }
}
