import Corpus
import Foundation
import Taxonomy
import TestSupport
import Testing

@Suite struct LayoutTests {
  private let folder: TemporaryFolder
  private let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0]

  init() throws { folder = try TemporaryFolder() }

  private func images(_ names: String...) throws { for name in names { try folder.write(jpeg, to: name) } }

  private func find(_ below: String = "") throws -> DataSet {
    try DataSet.find(at: [below.isEmpty ? folder.url : folder.url.appending(path: below)])
  }

  @Test func aFolderAClass() throws {
    try images("10/a.jpg", "9/b.png", "Café/c.webp", "cafe/deeper/d.jpeg", "Pug/e.JPG")
    let set = try find()
    #expect(set.classes.map(\.id) == ["9", "10", "Café", "Pug", "cafe"])
    #expect(set.samples.map(\.name) == ["9/b.png", "10/a.jpg", "Café/c.webp", "Pug/e.JPG", "cafe/deeper/d.jpeg"])
    #expect(set.samples.map(\.classIndex) == [0, 1, 2, 3, 4])
    #expect(set.samples.allSatisfy { $0.split == .train })
    for sample in set.samples { #expect(FileManager.default.fileExists(atPath: sample.file.path)) }
    #expect(set.notes.isEmpty && set.problems.isEmpty)
  }

  @Test(arguments: [("train", "val", "test"), ("Training", "valid", "TEST"), ("train", "validation", "testing")])
  func partsAndThenClasses(_ train: String, _ validation: String, _ test: String) throws {
    try images("\(train)/pug/1.jpg", "\(train)/boxer/2.jpg", "\(validation)/pug/3.jpg", "\(test)/boxer/4.jpg")
    try images("docs/pug/5.jpg")
    let set = try find()
    #expect(set.classes.map(\.id) == ["boxer", "pug"])
    #expect(set.samples(in: .train).map(\.name) == ["\(train)/boxer/2.jpg", "\(train)/pug/1.jpg"])
    #expect(set.samples(in: .validation).map(\.name) == ["\(validation)/pug/3.jpg"])
    #expect(set.samples(in: .test).map(\.name) == ["\(test)/boxer/4.jpg"])
    #expect(set.notes.contains { $0.contains("docs") })
  }

  @Test func aClassMayBeCalledTest() throws {
    try images("test/1.jpg", "pug/2.jpg")
    #expect(try find().classes.map(\.id) == ["pug", "test"])
  }

  @Test func stanfordFromAboveAndItself() throws {
    // n02085620_2650 is an official test image, n02085620_5927 an official training image.
    try images("Images/n02085620-Chihuahua/n02085620_2650.jpg", "Images/n02085620-Chihuahua/n02085620_5927.jpg")
    try images("Images/n02086240-Shih-Tzu/mine.jpg")
    for below in ["", "Images"] {
      let set = try find(below)
      #expect(set.classes.map(\.label) == ["Chihuahua", "Shih-Tzu"])
      #expect(set.samples.map(\.split) == [.test, .train, .train])
      #expect(set.notes.contains("Images in neither official split count as training images: 1."))
    }
  }

  @Test func setsAreMergedByClass() throws {
    try images("a/pug/1.jpg", "a/boxer/2.jpg", "b/pug/1.jpg", "b/akita/3.jpg")
    let urls = ["a", "b", "a/../b"].map { folder.url.appending(path: $0) }
    let set = try DataSet.find(at: urls)
    #expect(set.classes.map(\.id) == ["akita", "boxer", "pug"])
    #expect(set.samples.map(\.name) == ["akita/3.jpg", "boxer/2.jpg", "pug/1.jpg", "pug/1.jpg"])
    #expect(set.samples.map { $0.root.suffix(2) } == ["/b", "/a", "/a", "/b"])
    #expect(set.samples.map(\.classIndex) == [0, 1, 2, 2])
    #expect(set.notes.contains { $0.contains("is used once") })
  }

  @Test func aTestImageAmongTheTrainingImagesOfAnotherSetIsNoted() throws {
    try images("a/train/pug/1.jpg", "a/test/pug/2.jpg", "b/train/pug/2.jpg")
    let set = try DataSet.find(at: ["a", "b"].map { folder.url.appending(path: $0) })
    #expect(set.notes.contains { $0.hasSuffix("possibly the same one: 1.") })
  }
}
