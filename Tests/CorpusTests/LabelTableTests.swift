import Corpus
import Foundation
import Taxonomy
import TestSupport
import Testing

@Suite struct LabelTableTests {
  private let folder: TemporaryFolder
  private let classes = ["n02086240-Shih-Tzu", "n02101388-Brittany_spaniel", "n02112706-Brabancon_griffon"].map {
    ClassName(id: $0, label: DisplayName.label(forFolder: $0))
  }

  init() throws {
    folder = try TemporaryFolder()
    for name in ["a.jpg", "b.jpg", "c/d.jpg", "Images/e.jpg"] { try folder.write([0xFF, 0xD8, 0xFF], to: name) }
  }

  private func read(
    _ csv: String, _ change: (inout LabelTable) -> Void = { _ in }, classes: [ClassName]? = nil
  ) throws -> DataSet {
    var table = LabelTable(file: try folder.write(csv.utf8, to: "labels.csv"))
    change(&table)
    return try DataSet.labelled(by: table, in: [folder.url], classes: classes, split: .test)
  }

  @Test func labelsMatchByIdNumberAndName() throws {
    let csv = """
      file,label
      a.jpg,n02086240-Shih-Tzu
      b.jpg,n02101388
      c/d.jpg,brabançon GRIFFON
      e.jpg,shih_tzu
      """
    let set = try read(csv, classes: classes)
    #expect(set.samples.map(\.name) == ["a.jpg", "e.jpg", "b.jpg", "c/d.jpg"])
    #expect(set.samples.map(\.classIndex) == [0, 0, 1, 2] && set.classes == classes)
    #expect(set.samples.allSatisfy { $0.split == .test && FileManager.default.fileExists(atPath: $0.path) })
    #expect(set.notes.isEmpty && set.problems.isEmpty)
  }

  @Test func labelsMakeClassesWhereNoneAreKnown() throws {
    let set = try read("file,label\na.jpg,10\nb.jpg,9\nc/d.jpg,big_dog\n")
    #expect(set.classes.map(\.id) == ["9", "10", "big_dog"] && set.classes[2].label == "big dog")
    #expect(set.samples.map(\.name) == ["b.jpg", "a.jpg", "c/d.jpg"])
  }

  @Test func rowsThatCannotBeUsedAreCounted() throws {
    let csv = """
      file,label
      a.jpg,n02086240
      a.jpg,n02086240
      b.jpg,
      b.jpg,tabby cat
      gone.jpg,n02086240
      ../labels.csv,n02086240
      /etc/hostname,n02086240
      c/d.jpg,n02086240,3
      a.jpg,n02101388
      """
    let set = try read(csv, classes: classes)
    #expect(set.samples.map(\.name) == ["a.jpg"])
    #expect(set.notes.count == 4 && set.problems.count == 5)
    #expect(set.notes[0] == "Rows whose files are missing were left out: 1, gone.jpg.")
    #expect(set.problems.map(\.reason).contains("It is outside the data folder."))
    #expect(set.problems.map(\.reason).contains("It has 3 fields where the header has 2."))
    #expect(set.problems.map(\.reason).contains("It is labelled twice, as two classes."))
  }

  /// Each folder of a path is looked for, and classes are named in messages.
  @Test(arguments: ["", "/"]) func pathsAndLabelsBeyondAnySystemsAreProblems(_ start: String) throws {
    let path = start + String(repeating: "a/", count: 300_000) + "x.jpg"
    let text = String(repeating: "long ", count: 100_000)
    let set = try read("file,label\na.jpg,10\n\(path),10\nb.jpg,\(text)\n")
    #expect(set.samples.map(\.name) == ["a.jpg"] && set.classes.map(\.id) == ["10"])
    #expect(
      set.problems.map(\.reason) == [
        "There is no such file.", "Its label is over 1000 bytes; check the label column.",
      ])
    #expect(set.problems.allSatisfy { $0.file.utf8.count < 200 } && set.notes.allSatisfy { $0.utf8.count < 500 })
  }

  @Test func partsComeFromTheirColumn() throws {
    let csv = "split,label,file\ntrain,x,a.jpg\nVal,y,b.jpg\nholdout,y,c/d.jpg\n"
    let set = try read(csv, { $0.splitColumn = "split" })
    #expect(set.samples.map(\.split) == [.train, .validation])
    #expect(set.notes.count == 2 && set.problems.isEmpty)
    #expect(set.notes[1] == "Classes without a training image are not learnt: y.")
  }

  @Test func missingColumnsAndRowsAreErrors() throws {
    let file = folder.url.appending(path: "labels.csv").path
    #expect(throws: CorpusError.noColumn("label", file: file, found: ["file", "breed"])) {
      try read("file,breed\na.jpg,x\n")
    }
    #expect(throws: CorpusError.noColumn("file", file: file, found: [])) { try read("") }
    #expect(throws: CorpusError.noLabels(file: file, reason: "it has no rows")) { try read("file,label\n") }
    let table = LabelTable(file: folder.url.appending(path: "none.csv"))
    #expect(throws: CorpusError.noTable(path: table.file.path)) { try DataSet.labelled(by: table, split: .train) }
  }

  @Test func anAmbiguousNameMatchesNothing() {
    let matcher = ClassMatcher([ClassName(id: "a-b", label: "x"), ClassName(id: "a_b", label: "y")])
    #expect(matcher.index(of: "a-b") == 0 && matcher.index(of: "a_b") == 1)
    #expect(matcher.index(of: "A B") == nil && matcher.index(of: "Y") == 1 && matcher.index(of: "") == nil)
  }

  @Test func aSetIsAlignedToAModelsClasses() throws {
    try folder.write([0xFF, 0xD8, 0xFF], to: "set/Shih_Tzu/1.jpg")
    try folder.write([0xFF, 0xD8, 0xFF], to: "set/brittany spaniel/2.jpg")
    try folder.write([0xFF, 0xD8, 0xFF], to: "set/cat/3.jpg")
    let set = try DataSet.find(at: [folder.url.appending(path: "set")]).aligned(to: classes)
    #expect(set.classes == classes && set.samples.map(\.baseName) == ["1.jpg", "2.jpg"])
    #expect(set.samples.map(\.classIndex) == [0, 1])
    #expect(set.notes.contains("Images of other classes were left out: 1 (cat)."))
  }

  @Test(.enabled(if: RealImages.available)) func theOutsideImages() throws {
    let crops = try DataSet.find(at: [RealImages.file("stanford-dogs-crops")])
    let table = LabelTable(file: RealImages.file("outside/index.csv"), labelColumn: "stanford_wnid")
    let set = try DataSet.labelled(
      by: table, in: [RealImages.file("outside")], classes: crops.classes, split: .test)
    #expect(set.samples.count == 110 && set.problems.isEmpty)
    #expect(set.notes.count == 1 && set.notes[0] == "Rows without a label were left out: 90.")
    let brittany = try #require(set.samples.first { $0.name == "dogs-udacity/Brittany_02625.jpg" })
    #expect(set.classes[brittany.classIndex].label == "Brittany spaniel")
  }

  @Test(.enabled(if: RealImages.available)) func theCropsOwnTableSaysWhatTheFoldersSay() throws {
    let folders = try DataSet.find(at: [RealImages.file("full-frame")])
    let table = LabelTable(
      file: RealImages.file("full-frame/index.csv"), labelColumn: "wnid", splitColumn: "split")
    let rows = try DataSet.labelled(by: table, classes: folders.classes, split: .train)
    #expect(rows.samples == folders.samples)
  }
}
