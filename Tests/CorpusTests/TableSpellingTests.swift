import Foundation
import Taxonomy
import TestSupport
import Testing

@testable import Corpus

/// Tables as spreadsheets, Windows and other libraries write them, and names that only look like classes.
@Suite(.timeLimit(.minutes(5))) struct TableSpellingTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func images(_ names: String...) throws {
    for name in names { try folder.write([0xFF, 0xD8, 0xFF], to: name) }
  }

  private func find() throws -> [String] {
    let set = try DataSet.find(at: [folder.url])
    return set.samples.map { "\(set.classes[$0.classIndex].id) \($0.name) \($0.split.rawValue)" }
  }

  private func refusal() -> String {
    let error = #expect(throws: CorpusError.self) { try DataSet.find(at: [folder.url]) }
    return error?.description ?? ""
  }

  @Test(arguments: [
    "id;breed\na;pug\nb;boxer\n", "id\tbreed\na\tpug\nb\tboxer\n", "\u{FEFF}id,breed\r\na,pug\r\nb,boxer\r\n",
    "ID,Breed\na,pug\nb,boxer\n", " id , breed \n a , pug \nb ,boxer\n", "id,breed,\na,pug,\nb,boxer,\n",
    "id,breed\na,pug,,\nb,boxer\n", "file,breed\ntrain\\a.jpg,pug\ntrain\\b.jpg,boxer\n",
    "File Name;Class-Name\na;pug\nb;boxer\n",
    "\"Image\";\"Class\"\n\"a.jpg\";\"pug\"\n\"b.JPG\";\"boxer\"\n",
  ])
  func isReadAsItIsWritten(_ text: String) throws {
    try images("train/a.jpg", "train/b.jpg")
    try folder.write(text.utf8, to: "labels.csv")
    #expect(try find() == ["boxer train/b.jpg train", "pug train/a.jpg train"])
  }

  @Test(arguments: [String.Encoding.utf16LittleEndian, .utf16BigEndian])
  func utf16(_ encoding: String.Encoding) throws {
    try images("train/é.jpg", "train/b.jpg")
    let text = try #require("\u{FEFF}id\tbreed\né\tpug\nb\tboxer\n".data(using: encoding))
    try folder.write(text, to: "labels.csv")
    #expect(try find().count == 2)
    try folder.write(text + [0], to: "labels.csv")
    #expect(refusal().contains("UTF-16"))
  }

  @Test func idsStandForAnyImage() throws {
    try images("train/a.JPG", "train/b.jpeg", "train/c.png", "train/d.tiff", "train/e.x.Jpeg")
    try folder.write("id,breed\na,pug\nb,pug\nc,boxer\nd,boxer\ne.x,boxer\n".utf8, to: "labels.csv")
    #expect(
      try find().map { $0.split(separator: " ")[1] } == [
        "train/c.png", "train/d.tiff", "train/e.x.Jpeg", "train/a.JPG", "train/b.jpeg",
      ])
  }

  @Test func namesComposedInAnotherWay() throws {
    try images("sue\u{F1}os/a\u{F1}o.jpg", "b.jpg")
    try folder.write("file_name,label\nsuen\u{303}os/an\u{303}o.jpg,pug\nb.jpg,boxer\n".utf8, to: "metadata.csv")
    let set = try DataSet.find(at: [folder.url])
    #expect(set.samples.count == 2 && set.problems.isEmpty)
    #expect(set.samples.allSatisfy { FileManager.default.fileExists(atPath: $0.path) })
  }

  @Test func absolutePathsThroughALink() throws {
    try images("data/a.jpg", "data/b.jpg")
    let link = folder.url.appending(path: "link").path
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "data")
    try folder.write(
      "file,label\n\(link)/a.jpg,pug\n\(link)/b.jpg,boxer\n/etc/hostname,pug\n".utf8, to: "data/labels.csv")
    let set = try DataSet.find(at: [folder.url.appending(path: "data")])
    #expect(set.samples.map(\.name) == ["b.jpg", "a.jpg"])
    #expect(set.problems.map(\.reason) == ["It is outside the data folder."])
  }

  @Test func fastai() throws {
    try images("images/a.jpg", "images/b.jpg", "images/c.jpg")
    try folder.write(
      "name,label,is_valid\nimages/a.jpg,pug,False\nimages/b.jpg,boxer,0\nimages/c.jpg,pug,True\n".utf8,
      to: "labels.csv")
    #expect(try find() == ["boxer images/b.jpg train", "pug images/a.jpg train", "pug images/c.jpg validation"])
  }

  @Test func allRowsAreJudgedAndTheMissingCounted() throws {
    try images("train/a.jpg", "train/b.jpg")
    let gone = (0..<30).map { "gone\($0),pug\n" }.joined()
    try folder.write("id,breed\n\(gone)a,pug\nb,boxer\n".utf8, to: "labels.csv")
    let set = try DataSet.find(at: [folder.url])
    #expect(set.samples.count == 2 && set.problems.count == 30)
    #expect(set.notes[0].hasPrefix("Rows whose files are missing were left out: 30, gone0, "))
  }

  @Test func aTableOfAnotherNameIsReadWhereNothingElseTellsTheClasses() throws {
    try images("photos/a.jpg", "photos/b.jpg")
    try folder.write("path,species\nphotos/a.jpg,pug\nphotos/b.jpg,boxer\n".utf8, to: "My dogs.csv")
    #expect(try find() == ["boxer photos/b.jpg train", "pug photos/a.jpg train"])
  }

  @Test func anUnusableTableIsNamedFirst() throws {
    try images("a_1.jpg", "a_2.jpg", "b_1.jpg", "b_2.jpg")
    try folder.write("file,label\nx.jpg,pug\n".utf8, to: "list.csv")
    let said = refusal()
    #expect(
      said.contains("The table list.csv can't be used: row 1 (") && said.contains("x.jpg): there is no such file"))
    try images("pug/1.jpg", "boxer/2.jpg")
    #expect(try DataSet.find(at: [folder.url]).notes[0].hasPrefix("The table list.csv can't be used: row 1 ("))
    try folder.write("n,m\n1,2\n".utf8, to: "list.csv")
    #expect(try DataSet.find(at: [folder.url]).notes.allSatisfy { !$0.contains("list.csv") })
  }

  @Test(arguments: [["cam", "phone"], ["DSC", "IMG"], ["IMG_20200101", "PXL_20210304"], ["photo", "pug"]])
  func camerasNamesAreNoClasses(_ names: [String]) throws {
    for name in names { for number in 1...3 { try images("\(name)_\(number).jpg") } }
    #expect(refusal().contains("which are not classes"))
  }

  @Test func oneImageOfEachNameIsNoClass() throws {
    try images("holiday_1.jpg", "garden_2.jpg", "beach_3.jpg")
    #expect(refusal().hasPrefix("No images were found"))
  }

  @Test(arguments: ["", "train/"]) func catsAndDogs(_ place: String) throws {
    for number in 0..<3 { try images("\(place)cat.\(number).jpg", "\(place)dog.\(number).jpg") }
    if !place.isEmpty { try images("test1/1.jpg") }
    let set = try DataSet.find(at: [folder.url])
    #expect(set.classes.map(\.id) == ["cat", "dog"] && set.counts() == [3, 3])
  }

  @Test func pipesNeverBlock() throws {
    try images("pug/1.jpg", "boxer/2.jpg")
    for name in ["labels.csv", "rows.jsonl"] {
      let path = folder.url.appending(path: name).path
      try #require(mkfifo(path, 0o600) == 0)
      let table = LabelTable(file: URL(filePath: path))
      #expect(throws: CorpusError.notReadable(path: path, reason: "it is not a file")) {
        try DataSet.labelled(by: table, split: .train)
      }
    }
    #expect(throws: CorpusError.self) {
      try DataSet.labelled(by: LabelTable(file: URL(filePath: "/dev/zero")), split: .train)
    }
    #expect(try DataSet.find(at: [folder.url]).samples.count == 2)
  }
}
