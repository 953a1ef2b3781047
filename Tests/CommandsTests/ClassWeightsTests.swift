import ArgumentParser
import Corpus
import Foundation
import Taxonomy
import TestSupport
import Testing

@testable import Commands

/// Classes and priors as people write them.
@Suite struct ClassWeightsTests {
  private let folder: TemporaryFolder
  private static let classes = [
    ClassName(id: "golden_retriever", label: "Golden retriever"), ClassName(id: "pug", label: "Pug"),
    ClassName(id: "cat, wild", label: "Cat, wild"),
  ]

  init() throws { folder = try TemporaryFolder() }

  private func weights(_ words: String...) throws -> [Double]? {
    try ClassWeights.parse(words).weights(of: Self.classes)
  }

  @Test(
    arguments: [
      ("pug", [0, 1, 0]), ("Golden Retriever, PUG", [1, 1, 0]), ("\"cat, wild\",pug", [0, 1, 1]),
      ("cat, wild", [0, 0, 1]),
    ] as [(String, [Double])])
  func namesOnTheCommandLine(text: String, expected: [Double]) throws {
    #expect(try weights("--classes", text) == expected)
  }

  @Test(arguments: [String.Encoding.utf8, .utf16]) func namesInAFile(_ encoding: String.Encoding) throws {
    let text = try #require("\u{FEFF}pug\r\n\r\ncat, wild\r\n".data(using: encoding))
    #expect(try weights("--classes", folder.write(text, to: "classes.txt").path) == [0, 1, 1])
  }

  /// A class called as a folder is: the class is meant.
  @Test func whatCanNotBeMeant() throws {
    #expect(throws: (any Error).self) { try ClassWeights.parse(["--classes", "gs://kennel/classes.txt"]) }
    #expect(throws: (any Error).self) { try ClassWeights.parse(["--priors", "s3://kennel/priors.csv"]) }
    #expect(throws: CorpusError.self) { try weights("--classes", folder.path) }
    #expect(throws: ClassWeightsError.unknown("poodle")) { try weights("--classes", "pug,poodle") }
    try #require(mkfifo(folder.path + "/pipe", 0o600) == 0)
    #expect(throws: CorpusError.self) { try weights("--classes", folder.path + "/pipe") }
  }

  @Test func twoPriorsOfOneClass() throws {
    let twice = try folder.write("class;prior\npug;0.5\nPug ;2\n".utf8, to: "twice.csv").path
    #expect(throws: ClassWeightsError.twice("Pug ", "pug")) { try weights("--priors", twice) }
    let once = try folder.write("Class;Prior\npug;0.5\nGolden-Retriever;2\n".utf8, to: "once.csv").path
    #expect(try weights("--priors", once) == [2, 0.5, 0])
  }

  @Test func twoRowsOfOneClassInGroups() throws {
    let twice = try folder.write("class,group\npug,toy\nPUG,other\n".utf8, to: "groups.csv").path
    let error = #expect(throws: CorpusError.self) { try ClassGroups.read(twice, classes: Self.classes) }
    #expect(error?.description.contains("pug has a row already") == true)
  }
}
