import Foundation
import Taxonomy
import TestSupport
import Testing

@testable import Corpus

/// Layouts whose labels stand in tables and file names.
@Suite struct TableLayoutTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func images(_ names: String...) throws {
    for name in names { try folder.write([0xFF, 0xD8, 0xFF], to: name) }
  }

  private func labels(_ set: DataSet) -> [String] {
    set.samples.map { "\(set.classes[$0.classIndex].id) \($0.name) \($0.split.rawValue)" }
  }

  @Test func kaggle() throws {
    try images("train/a1.jpg", "train/b2.jpg", "test/c3.jpg")
    try folder.write("id,breed\na1,pug\nb2,boxer\n".utf8, to: "labels.csv")
    let set = try DataSet.find(at: [folder.url])
    #expect(labels(set) == ["boxer train/b2.jpg train", "pug train/a1.jpg train"])
    #expect(set.problems.isEmpty)
  }

  @Test(arguments: ["csv", "jsonl"]) func huggingFaceInItsParts(_ form: String) throws {
    try images("train/0.jpg", "train/1.jpg", "test/0.jpg")
    if form == "csv" {
      try folder.write("file_name,label\n0.jpg,pug\n1.jpg,boxer\n".utf8, to: "train/metadata.csv")
      try folder.write("file_name,label\n0.jpg,pug\n".utf8, to: "test/metadata.csv")
    } else {
      try folder.write(
        "{\"file_name\": \"0.jpg\", \"label\": \"pug\"}\n\n{\"file_name\": \"1.jpg\", \"label\": \"boxer\", \"x\": [1]}\n"
          .utf8,
        to: "train/metadata.jsonl")
      try folder.write("{\"file_name\": \"0.jpg\", \"label\": \"pug\"}\n".utf8, to: "test/metadata.jsonl")
    }
    let set = try DataSet.find(at: [folder.url])
    #expect(labels(set) == ["boxer train/1.jpg train", "pug test/0.jpg test", "pug train/0.jpg train"])
  }

  @Test func huggingFaceInOneTable() throws {
    try images("train/0.jpg", "validation/1.jpg", "extra/2.jpg")
    try folder.write(
      "file_name,label\ntrain/0.jpg,3\nvalidation/1.jpg,3\nextra/2.jpg,12\ngone.jpg,3\n".utf8, to: "metadata.csv")
    let set = try DataSet.find(at: [folder.url])
    #expect(labels(set) == ["3 train/0.jpg train", "3 validation/1.jpg validation", "12 extra/2.jpg train"])
    #expect(set.problems.count == 1)
  }

  @Test func aTableThatLeadsToNoFileIsNone() throws {
    try images("pug/0.jpg", "boxer/1.jpg")
    try folder.write("id,breed\n1,pug\n2,boxer\n".utf8, to: "labels.csv")
    try folder.write([0xFF, 0xFE, 0x00], to: "metadata.csv")
    let set = try DataSet.find(at: [folder.url])
    #expect(set.classes.map(\.id) == ["boxer", "pug"])
    #expect(set.notes[0].hasPrefix("The table labels.csv can't be used: row 1 ("))
    #expect(set.notes[0].hasSuffix("there is no such file."))
    #expect(set.notes[1].hasPrefix("The table metadata.csv can't be used:") && set.notes[1].contains("UTF-16"))
  }

  @Test func oxford() throws {
    try images("images/great_pyrenees_1.jpg", "images/great_pyrenees_2.jpg", "images/Abyssinian_100.jpg")
    try images("images/.hidden.jpg", "images/Abyssinian_102.jpg")
    try folder.write([1], to: "images/Abyssinian_101.mat")
    for below in ["", "images"] {
      let plain = try DataSet.find(at: [below.isEmpty ? folder.url : folder.url.appending(path: below)])
      #expect(plain.classes.map(\.label) == ["Abyssinian", "great pyrenees"])
    }
    try folder.write("# comment\ngreat_pyrenees_1 2 2 2\n".utf8, to: "annotations/trainval.txt")
    try folder.write(
      "great_pyrenees_2 2 2 2\nAbyssinian_100 1 1 1\nAbyssinian_102 1 1 1\n".utf8, to: "annotations/test.txt")
    for below in ["", "images"] {
      let set = try DataSet.find(at: [below.isEmpty ? folder.url : folder.url.appending(path: below)])
      #expect(
        labels(set) == [
          "Abyssinian Abyssinian_100.jpg test", "Abyssinian Abyssinian_102.jpg test",
          "great_pyrenees great_pyrenees_1.jpg train",
          "great_pyrenees great_pyrenees_2.jpg test",
        ])
    }
  }

  @Test func wrappedClassFolders() throws {
    try images("images/pug/0.jpg", "images/boxer/1.jpg")
    #expect(try DataSet.find(at: [folder.url]).classes.map(\.id) == ["boxer", "pug"])
  }

  @Test func anyTableMayBeJSONLines() throws {
    try images("a.jpg", "b.jpg")
    let file = try folder.write(
      "{\"picture\":\"a\",\"what\":7,\"part\":\"test\"}\nno json\n{\"picture\":\"b\"}\n".utf8, to: "rows.jsonl")
    let table = LabelTable(file: file, fileColumn: "picture", labelColumn: "what", splitColumn: "part")
    let set = try DataSet.labelled(by: table, split: .train)
    #expect(labels(set) == ["7 a.jpg test"] && set.problems.count == 2)
    #expect(set.problems.map { $0.file.split(separator: ":").last } == ["2", "3"])
  }

  @Test func damagedLinesNeverStopTheReader() {
    var generator = SeededGenerator(seed: 8)
    let good = Array("{\"file_name\": \"0.jpg\", \"label\": 1.5}\n{\"a\": {\"b\": [null]}}\n".utf8)
    var whole = 0
    for _ in 0..<2000 {
      var bytes = good
      for _ in 0..<3 {
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      var reader = JSONLinesReader(bytes: bytes)
      var rows = 0
      while reader.next() != nil { rows += 1 }
      // Each line is a row, read or told to be none; a byte may have become a line's end.
      #expect((1...5).contains(rows), "\(rows)")
      whole += rows == 2 ? 1 : 0
    }
    #expect(whole > 1000, "\(whole)")
  }
}
