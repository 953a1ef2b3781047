import Corpus
import Foundation
import Taxonomy
import TestSupport
import Testing

@testable import Commands

@Suite(.serialized) struct AnswerFileTests {
  private let folder: TemporaryFolder
  private static let formats = [AnswerFormat.csv(top: 2), .jsonLines]
  private static let names = ["a.jpg", "b, \"c\".jpg", "line\nbreak.jpg", "e\u{301}.jpg", "=1+1.jpg"]

  init() throws { folder = try TemporaryFolder() }

  private var path: String { folder.path + "/answers" }

  private func row(_ file: String, model: String = "m1", error: String? = nil) -> AnswerRow {
    AnswerRow(
      file: file, model: model, verdict: nil,
      predictions: error == nil ? [Prediction(label: "A, \"b\"", id: "a", probability: 0.25)] : [], error: error)
  }

  private func write(_ format: AnswerFormat, _ names: [String], resume: Bool = false) throws {
    let file = try AnswerFile(path, format: format, model: "m1", resume: resume)
    for name in names where !file.answered.contains(name) { try file.append(row(name)) }
  }

  private func bytes() -> [UInt8] { Array(FileManager.default.contents(atPath: path) ?? Data()) }

  /// Wherever a run was killed, going on gives the bytes of a run that wasn't.
  @Test(arguments: formats) func everyCutIsMended(format: AnswerFormat) throws {
    try write(format, Self.names)
    let whole = bytes()
    for end in 0...whole.count {
      try folder.write(Array(whole[..<end]), to: "answers")
      try write(format, Self.names, resume: true)
      #expect(bytes() == whole, "cut at \(end)")
    }
  }

  @Test(arguments: formats) func whatIsThereIsNotReplaced(format: AnswerFormat) throws {
    try write(format, Self.names)
    let whole = bytes()
    #expect(throws: AnswerFileError.exists(path)) { try write(format, []) }
    #expect(throws: AnswerFileError.self) { try AnswerFile(path, format: format, model: "m2", resume: true) }
    #expect(bytes() == whole)
    for foreign in ["notes of mine", "file,label\na,b\n", "{\"a\":1}\n", "\n"] {
      try folder.write(Array(foreign.utf8), to: "answers")
      #expect(throws: AnswerFileError.foreign(path)) { try write(format, [], resume: true) }
      #expect(bytes() == Array(foreign.utf8))
    }
  }

  /// Resuming with other looks, classes or priors would mix answers to two questions.
  @Test func anotherWayOfAskingIsAnotherSource() {
    let seal = String(repeating: "ab", count: 32)
    #expect(AnswerRow.source(seal: seal, looks: nil, weights: nil) == "abababababab")
    let asked: [(Int?, [Double]?)] = [(nil, nil), (1, nil), (2, nil), (nil, [1, 0]), (nil, [0, 1]), (1, [1, 0])]
    var sources = Set(asked.map { AnswerRow.source(seal: seal, looks: $0.0, weights: $0.1) })
    sources.insert(AnswerRow.source(seal: seal, looks: nil, top: 1))
    sources.insert(AnswerRow.source(seal: seal, looks: nil, isStrict: true))
    sources.insert(AnswerRow.source(seal: seal, looks: 1, isStrict: true))
    #expect(sources.count == asked.count + 3)
  }

  @Test func anotherTopIsAnotherTable() throws {
    try write(.csv(top: 2), ["a.jpg"])
    #expect(throws: AnswerFileError.foreign(path)) { try write(.csv(top: 3), [], resume: true) }
  }

  @Test func oneRunAtATime() throws {
    let first = try AnswerFile(path, format: .jsonLines, model: "m1", resume: false)
    #expect(throws: AnswerFileError.busy(path)) { try write(.jsonLines, [], resume: true) }
    try first.append(row("a"))
  }

  @Test(arguments: formats) func failuresAreCountedAcrossRuns(format: AnswerFormat) throws {
    do {
      let file = try AnswerFile(path, format: format, model: "m1", resume: false)
      try file.append(row("a", error: "broken, \"very\""))
      try file.append(row("b"))
    }
    let again = try AnswerFile(path, format: format, model: "m1", resume: true)
    #expect(again.failures == 1 && again.answered.count == 2)
  }

  @Test func recordsAreReadByTheTablesReader() throws {
    try write(.csv(top: 1), Self.names)
    var reader = try CSVReader(path: path)
    #expect(
      try reader.next() == [
        "file", "model", "verdict", "label1", "id1", "probability1", "set", "group", "familiarity", "warning",
        "error",
      ])
    for name in Self.names {
      #expect(try reader.next() == [name, "m1", "", "A, \"b\"", "a", "0.25", "", "", "", "", ""])
    }
    #expect(try reader.next() == nil)
  }

  @Test func groupsAndGradesHaveColumns() throws {
    var row = row("a")
    row.group = Prediction(label: "some setter", id: "setter", probability: 0.9)
    row.grade = AnswerGrade(label: "b", isRight: false, probability: 0.125, rank: 2, presence: nil)
    row.familiarity = 0.5
    #expect(AnswerFormat.csv(top: 1).line(row).hasSuffix(",0.25,,setter,0.5,,\n"))
    let format = AnswerFormat.csv(top: 1, isLabelled: true)
    #expect(format.line(row).hasSuffix(",0.25,b,0,0.125,2,,,setter,0.5,,\n"))
    #expect(format.header.split(separator: ",").count == 16)
    let line = AnswerFormat.jsonLines.line(row)
    #expect(try JSONDecoder().decode(AnswerRow.self, from: Data(line.utf8)).group?.id == "setter")
  }

  @Test func formatsByName() {
    #expect(AnswerFormat(name: "x/A.CSV", top: 3) == .csv(top: 3))
    #expect(AnswerFormat(name: "a.jsonl", top: 3) == .jsonLines && AnswerFormat(name: "a.ndjson", top: 3) == .jsonLines)
    #expect(AnswerFormat(name: "a.txt", top: 3) == nil && AnswerFormat(name: "csv", top: 3) == nil)
  }
}
