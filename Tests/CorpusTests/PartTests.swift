import Corpus
import Foundation
import Taxonomy
import TestSupport
import Testing

/// What is a part, what a class, and what only wraps them.
@Suite struct PartTests {
  private let folder: TemporaryFolder
  private let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0]

  init() throws { folder = try TemporaryFolder() }

  private func images(_ names: String...) throws { for name in names { try folder.write(jpeg, to: name) } }

  private func link(_ name: String, to target: String) throws {
    let place = folder.url.appending(path: name)
    try FileManager.default.createDirectory(at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(atPath: place.path, withDestinationPath: target)
  }

  private func find(_ below: String = "") throws -> DataSet {
    try DataSet.find(at: [below.isEmpty ? folder.url : folder.url.appending(path: below)])
  }

  private func ids(_ set: DataSet) -> [String] { set.classes.map(\.id) }

  @Test(arguments: [
    ("training_set", "test_set"), ("seg_train", "seg_test"), ("images-train", "images test"), ("train", "test_set"),
    ("Train Data", "eval"), ("train", "evaluation"),
  ])
  func partsByOneWordOfTheirNames(_ train: String, _ test: String) throws {
    try images("\(train)/pug/1.jpg", "\(train)/boxer/2.jpg", "\(test)/pug/3.jpg")
    let set = try find()
    #expect(ids(set) == ["boxer", "pug"])
    #expect(set.counts(in: .train) == [1, 1] && set.counts(in: .test) == [0, 1])
  }

  @Test(arguments: ["val", "valid", "validation", "dev", "dev_set", "images-val"])
  func validationParts(_ name: String) throws {
    try images("train/pug/1.jpg", "train/boxer/2.jpg", "\(name)/pug/3.jpg")
    #expect(try find().counts(in: .validation) == [0, 1])
  }

  @Test func onePartsWordAloneIsNoPart() throws {
    try images("steam_train/1.jpg", "car/2.jpg")
    #expect(ids(try find()) == ["car", "steam_train"])
    try images("crash test/3.jpg")
    #expect(ids(try find()) == ["car", "crash test", "steam_train"])
  }

  @Test func classesMayBeCalledTrainAndTest() throws {
    try images("airplane/1.jpg", "bus/2.jpg", "train/3.jpg")
    #expect(ids(try find()) == ["airplane", "bus", "train"])
    try images("test/4.jpg")
    #expect(ids(try find()) == ["airplane", "bus", "test", "train"])
    #expect(try find().samples.allSatisfy { $0.split == .train })
  }

  @Test func aPartHoldsClassFoldersWhateverLiesBesideIt() throws {
    try images("train/pug/1.jpg", "train/boxer/2.jpg", "test/3.jpg", "screenshots/4.jpg", "train_masks/pug/5.jpg")
    let set = try find()
    #expect(ids(set) == ["boxer", "pug"] && set.samples.count == 2)
    #expect(set.notes.contains { $0.contains("screenshots") && $0.contains("train_masks") })
  }

  @Test(arguments: ["flower_photos", "a/b/c", "Dataset/train", "images/set"])
  func aLoneFolderIsAWrapper(_ name: String) throws {
    try images("\(name)/daisy/1.jpg", "\(name)/rose/2.jpg")
    try folder.write("x".utf8, to: "LICENSE.txt")
    #expect(ids(try find()) == ["daisy", "rose"])
  }

  @Test func partsAreWrappedToo() throws {
    try images("seg_train/seg_train/sea/1.jpg", "seg_train/seg_train/forest/2.jpg", "seg_test/seg_test/sea/3.jpg")
    let set = try find()
    #expect(ids(set) == ["forest", "sea"])
    #expect(set.samples(in: .test).map(\.name) == ["seg_test/seg_test/sea/3.jpg"])
  }

  @Test func aPartsLoneClassIsNoWrapper() throws {
    try images("train/pug/1.jpg", "train/boxer/2.jpg", "test/pug/2024/3.jpg")
    #expect(ids(try find()) == ["boxer", "pug"])
    // Nor is a lone class that holds images.
    try images("alone/pug/1.jpg", "alone/pug/more/2.jpg")
    #expect(ids(try find("alone")) == ["pug"])
  }

  @Test func aWrapperInALoopEnds() throws {
    try link("self", to: ".")
    #expect(throws: CorpusError.self) { try find() }
  }

  @Test func linkedFoldersBelowAClassBelongToIt() throws {
    try images("data/pug/own/1.jpg", "data/boxer/2.jpg", "disk/pugs/3.jpg", "disk/pugs/deep/4.jpg")
    try link("data/pug/external", to: "../../disk/pugs")
    // Each real folder once, and no loop.
    try link("data/pug/again", to: "external")
    try link("data/pug/part", to: "../../disk/pugs/deep")
    try link("disk/pugs/back", to: "../pugs")
    try link("data/pug/a-link-first", to: "own")
    let set = try find("data")
    #expect(ids(set) == ["boxer", "pug"])
    let files = set.samples.map { $0.file.resolvingSymlinksInPath().lastPathComponent }
    #expect(files.sorted() == ["1.jpg", "2.jpg", "3.jpg", "4.jpg"])
    #expect(set.samples.contains { $0.name == "pug/own/1.jpg" })
    for sample in set.samples { #expect(FileManager.default.fileExists(atPath: sample.path)) }
  }

  @Test func linksAboveAClassAreSkippedAndNamed() throws {
    try images("train/pug/1.jpg", "train/boxer/2.jpg", "test/pug/3.jpg", "disk/4.jpg")
    try link("train/pug/all", to: "..")
    try link("test/pug/root", to: "../..")
    try link("train/akita", to: "../disk")
    try link("disk/up", to: "..")
    let set = try find()
    #expect(set.samples.count == 4 && ids(set) == ["akita", "boxer", "pug"])
    let note = "Links back to a folder above were skipped: test/pug/root, train/akita/up, train/pug/all."
    #expect(set.notes.contains(note), "\(set.notes)")
  }

  @Test(.enabled(if: geteuid() != 0, "root may read everything")) func anUnreadableClassIsAnError() throws {
    try images("pug/1.jpg", "boxer/2.jpg", "akita/3.jpg")
    let place = folder.url.appending(path: "akita")
    chmod(place.path, 0)
    defer { chmod(place.path, 0o700) }
    #expect(throws: CorpusError.self) { try find() }
  }
}
