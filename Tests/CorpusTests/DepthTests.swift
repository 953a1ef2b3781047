import Foundation
import Taxonomy
import TestSupport
import Testing

@testable import Corpus

/// Class folders at several depths: the ones that are meant, or a question.
@Suite struct DepthTests {
  private let folder: TemporaryFolder
  private let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0]

  init() throws { folder = try TemporaryFolder() }

  private func images(_ names: String...) throws { for name in names { try folder.write(jpeg, to: name) } }

  private func find(_ level: ClassLevel? = nil) throws -> DataSet { try DataSet.find(at: [folder.url], level: level) }

  private func ids(_ set: DataSet) -> [String] { set.classes.map(\.id) }

  private func isAsked() -> Bool {
    do {
      _ = try find()
    } catch let error as CorpusError {
      if case .twoLevels = error { return error.description.contains("--class-level") }
    } catch {}
    return false
  }

  @Test func digitsNextToExamplesAreAskedFor() throws {
    for digit in 0..<10 { try images("Dataset/\(digit)/a.jpg") }
    try images("Examples/one.jpg", "Examples/two.jpg")
    #expect(isAsked())
    let inner = try find(.inner)
    #expect(ids(inner) == (0..<10).map(String.init) && inner.samples.count == 10)
    #expect(inner.notes.contains { $0.contains("skipped: Examples") })
    #expect(ids(try find(.outer)) == ["Dataset", "Examples"])
  }

  @Test func aFolderWithoutImagesBesideDoesNotAsk() throws {
    try images("Dataset/0/a.jpg", "Dataset/1/a.jpg")
    try folder.write(Array("read me".utf8), to: "docs/readme.txt")
    #expect(ids(try find()) == ["0", "1"])
  }

  @Test func oneClassOfManyMayHoldFolders() throws {
    try images("cat/1.jpg", "bird/1.jpg", "fish/1.jpg", "dog/indoor/1.jpg", "dog/outdoor/2.jpg")
    let set = try find()
    #expect(ids(set) == ["bird", "cat", "dog", "fish"])
    #expect(set.notes.contains("Images in folders of these classes belong to the classes: dog."))
    #expect(try find(.outer).notes.isEmpty)
    #expect(ids(try find(.inner)) == ["indoor", "outdoor"])
  }

  @Test func sourcesWithTheSameClassesAreAskedFor() throws {
    try images("site A/cat/1.jpg", "site A/dog/2.jpg", "site B/cat/3.jpg", "site B/dog/4.jpg")
    #expect(isAsked())
    let inner = try find(.inner)
    #expect(ids(inner) == ["cat", "dog"] && inner.counts() == [2, 2])
    #expect(ids(try find(.outer)) == ["site A", "site B"])
  }

  /// As in Places365, whose classes are below their first letters.
  @Test func groupsOfClassesAreAskedFor() throws {
    try images("a/airfield/1.jpg", "a/alley/2.jpg", "b/bakery/3.jpg", "q/quarry/indoor/4.jpg")
    #expect(isAsked())
    #expect(ids(try find(.inner)) == ["airfield", "alley", "bakery", "quarry"])
    #expect(ids(try find(.outer)) == ["a", "b", "q"])
  }

  @Test func partsInsideTheClassFoldersAreParts() throws {
    try images("cat/train/1.jpg", "cat/test/2.jpg", "dog/train/3.jpg", "dog/train/sub/4.jpg", "dog/val/5.jpg")
    let set = try find()
    #expect(ids(set) == ["cat", "dog"])
    #expect(set.counts(in: .train) == [1, 2] && set.counts(in: .test) == [1, 0])
    #expect(set.counts(in: .validation) == [0, 1])
  }

  @Test func depthsInsideParts() throws {
    for part in ["train", "test"] {
      try images("\(part)/all/0/a.jpg", "\(part)/all/1/b.jpg", "\(part)/all/2/b.jpg", "\(part)/preview/c.jpg")
    }
    #expect(isAsked())
    let set = try find(.inner)
    #expect(ids(set) == ["0", "1", "2"] && set.counts(in: .test) == [1, 1, 1])
  }

  @Test func aTableInAWrapperIsRead() throws {
    try images("release-1/1.jpg", "release-1/2.jpg")
    try folder.write(Array("filename,label\n1.jpg,cat\n2.jpg,dog\n".utf8), to: "release-1/labels.csv")
    #expect(ids(try find()) == ["cat", "dog"])
  }

  @Test func aTableOfAnotherNameBesideClassFoldersIsNamed() throws {
    try images("a/1.jpg", "b/2.jpg")
    try folder.write(Array("image,species\na/1.jpg,cat\nb/2.jpg,dog\n".utf8), to: "annotations_v2.csv")
    let set = try find()
    #expect(ids(set) == ["a", "b"])
    #expect(set.notes.first?.contains("annotations_v2.csv is not used") == true)
    #expect(set.notes.first?.contains("--file-column image and --label-column species") == true)
  }

  @Test(arguments: [#"C:\Users\me\data\"#, #"D:/x/"#, "/content/drive/MyDrive/nowhere/"])
  func pathsOfAnotherMachine(_ place: String) throws {
    try images("images/pug/1.jpg", "images/boxer/2.jpg")
    let slash = place.contains("\\") ? "\\" : "/"
    let rows = ["pug\(slash)1.jpg,Pug", "boxer\(slash)2.jpg,Boxer", "boxer\(slash)3.jpg,Boxer"].map { place + $0 }
    try folder.write(Array((["filename,label"] + rows).joined(separator: "\n").utf8), to: "labels.csv")
    let set = try find()
    #expect(ids(set) == ["Boxer", "Pug"] && set.counts() == [1, 1])
    #expect(set.notes.contains { $0.contains("from another machine") && $0.hasSuffix(": 2.") })
    #expect(set.problems.count == 1)
  }

  @Test func twoTablesThatSpellOneLabelDifferentlyAgree() throws {
    try images("train/1.jpg", "train/2.jpg", "test/3.jpg")
    try folder.write(
      Array("file_name,label\n1.jpg,Pug\n2.jpg,boxer\n1.jpg,pug\n1.jpg, PUG\n".utf8), to: "train/metadata.csv")
    try folder.write(Array("file_name,label\n3.jpg,pug\n".utf8), to: "test/metadata.csv")
    let set = try find()
    #expect(set.problems.isEmpty && set.classes.count == 2, "\(set.problems)")
    #expect(set.notes.contains("Rows that name a file again were left out: 2."))
    try folder.write(Array("file_name,label\n1.jpg,Pug\n2.jpg,boxer\n1.jpg,boxer\n".utf8), to: "train/metadata.csv")
    #expect(try find().problems.count == 1)
  }

  /// "setters/english" and "setters/irish" are setters; a class in two groups has none.
  @Test func foldersOfClassFoldersAreGroups() throws {
    try images(
      "setters/english/1.jpg", "setters/irish/1.jpg", "terriers/border/1.jpg", "terriers/mixed/1.jpg",
      "setters/mixed/2.jpg")
    let set = try find(.inner)
    #expect(
      ClassGroups.ofFolders(in: set) == ["english": ["setters"], "irish": ["setters"], "border": ["terriers"]])
    #expect(ClassGroups.ofFolders(in: try find(.outer)).isEmpty)
  }

  @Test func partsAndAFolderAroundAllClassesAreNoGroups() throws {
    for part in ["train", "test"] { try images("\(part)/cat/1.jpg", "\(part)/dog/1.jpg") }
    #expect(ClassGroups.ofFolders(in: try find()).isEmpty)
    let around = try TemporaryFolder()
    for name in ["cat", "dog"] { try around.write(jpeg, to: "Dataset/\(name)/1.jpg") }
    #expect(ClassGroups.ofFolders(in: try DataSet.find(at: [around.url])).isEmpty)
  }

  @Test func groupsGoThroughParts() throws {
    for part in ["train", "test"] { try images("\(part)/setters/irish/1.jpg", "\(part)/terriers/border/1.jpg") }
    #expect(ClassGroups.ofFolders(in: try find(.inner)) == ["irish": ["setters"], "border": ["terriers"]])
  }
}
