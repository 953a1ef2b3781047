import Foundation
import Taxonomy
import TestSupport
import Testing

@testable import Corpus

/// One class for all spellings of its name, wherever names meet.
@Suite struct OneClassTests {
  private let folder: TemporaryFolder
  private let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0]

  init() throws { folder = try TemporaryFolder() }

  private func images(_ names: String...) throws { for name in names { try folder.write(jpeg, to: name) } }

  private func find(_ below: String...) throws -> DataSet {
    try DataSet.find(at: below.isEmpty ? [folder.url] : below.map { folder.url.appending(path: $0) })
  }

  @Test(arguments: [
    ("Pug", "pug"), (" pug ", "pug"), ("Great  Dane", "great dane"), ("e\u{301}pagneul", "\u{E9}pagneul"),
    ("STRASSE", "straße"), ("ΟΔΟΣ", "οδος"), ("pug\u{A0}dog", "Pug Dog"),
  ])
  func spellingsOfOneName(_ a: String, _ b: String) { #expect(ClassIdentity(a) == ClassIdentity(b)) }

  @Test(arguments: [
    ("cafe", "café"), ("a-b", "a_b"), ("a b", "a_b"), ("pug dog", "pugdog"), ("1", "01"), ("mops", "pug"),
  ])
  func differentNames(_ a: String, _ b: String) { #expect(ClassIdentity(a) != ClassIdentity(b)) }

  @Test func partsMeetAndTheTrainingPartsSpellingIsKept() throws {
    try images("TEST/PUG/3.jpg", "TEST/Beagle /4.jpg", "train/Pug/1.jpg", "train/beagle/2.jpg", "val/pug/5.jpg")
    let set = try find()
    #expect(set.classes.map(\.id) == ["Pug", "beagle"])
    #expect(set.counts(in: .train) == [1, 1] && set.counts(in: .test) == [1, 1])
    #expect(set.notes.contains("Pug, PUG and pug are one class."))
    #expect(set.notes.contains("beagle and Beagle  are one class."))
    for sample in set.samples { #expect(FileManager.default.fileExists(atPath: sample.path)) }
  }

  @Test func compositionsMeet() throws {
    try images("train/e\u{301}p/1.jpg", "train/pug/2.jpg", "test/\u{E9}p/3.jpg")
    let set = try find()
    #expect(set.classes.count == 2 && set.samples.count == 3)
    #expect(Array(set.classes[0].id.utf8) == Array("e\u{301}p".utf8))
    #expect(set.notes.contains { $0.hasSuffix("is spelt in several ways that look alike, and is one class.") })
  }

  @Test func foldersMeet() throws {
    try images("a/test/pug/1.jpg", "a/train/boxer/2.jpg", "b/Pug/3.jpg", "b/Boxer/4.jpg", "b/boxer/5.jpg")
    let set = try find("a", "b")
    #expect(set.classes.map(\.id) == ["Pug", "boxer"] && set.counts() == [2, 3])
    #expect(set.samples.map(\.baseName) == ["1.jpg", "3.jpg", "2.jpg", "4.jpg", "5.jpg"])
    #expect(set.notes.contains("Pug and pug are one class."))
  }

  @Test func labelsMeet() throws {
    try images("1.jpg", "2.jpg", "3.jpg")
    let table = try folder.write("file,label\n1.jpg,Pug\n2.jpg,pug\n3.jpg,Great  dane\n".utf8, to: "list.csv")
    let set = try DataSet.labelled(by: LabelTable(file: table), split: .train)
    #expect(set.classes.map(\.id) == ["Great  dane", "Pug"] && set.counts() == [1, 2])
    let classes = ["café", "cafe", "GREAT DANE", "pug"].map { ClassName(id: $0, label: $0) }
    let matched = try DataSet.labelled(by: LabelTable(file: table), classes: classes, split: .test)
    #expect(matched.classes == classes && matched.counts() == [0, 0, 1, 2])
    // One rule: what is one class is found before accents are passed over.
    let matcher = ClassMatcher(classes)
    #expect(
      matcher.index(of: "CAFE ") == 1 && matcher.index(of: "Cafe\u{301}") == 0 && matcher.index(of: "çafe") == nil)
  }

  @Test func whatHasNoTrainingImageIsNotLearnt() throws {
    try images("train/pug/1.jpg", "train/boxer/2.jpg", "test/akita/3.jpg", "test/pug/4.jpg", "val/collie/5.jpg")
    let set = try find()
    #expect(set.classes.map(\.id) == ["akita", "boxer", "collie", "pug"])
    let learnt = set.withoutUntrainedClasses()
    #expect(learnt.classes.map(\.id) == ["boxer", "pug"])
    #expect(learnt.samples.map { learnt.classes[$0.classIndex].id } == ["boxer", "pug", "pug"])
    #expect(learnt.notes.last == "Classes without a training image are not learnt: akita, collie.")
    #expect(learnt.withoutUntrainedClasses() == learnt)
    var test = set
    test.samples.removeAll { $0.split == .train }
    #expect(test.withoutUntrainedClasses() == test)
  }
}
