import Foundation
import Imaging
import TestSupport
import Testing

@testable import Corpus

@Suite struct QuarantineTests {
  private let folder: TemporaryFolder
  private var data: URL { folder.url.appending(path: "data") }

  init() throws {
    folder = try TemporaryFolder()
    for name in ["a/1", "a/2", "b/1"] { try folder.write([0xFF, 0xD8, 0xFF, 0xE0], to: "data/\(name).jpg") }
  }

  private func left(_ rows: String..., lying: Bool = false) throws -> DataSet {
    let text = (["file"] + rows).joined(separator: "\n") + "\n"
    let file = try folder.write(text.utf8, to: lying ? "data/quarantine.csv" : "list.csv")
    let set = try DataSet.find(at: [data])
    return lying ? set : set.without(try Quarantine(file: file), in: [data])
  }

  @Test func pathsAreReadAsTheyAreMeant() throws {
    try FileManager.default.createSymbolicLink(atPath: folder.path + "/link", withDestinationPath: "data")
    for row in ["a/1.jpg", "./a/1.jpg", "a//1.jpg", "\(folder.path)/data/a/1.jpg", "\(folder.path)/link/a/1.jpg"] {
      let set = try left(row)
      #expect(set.samples.map(\.name) == ["a/2.jpg", "b/1.jpg"], "\(row)")
      #expect(set.notes == ["Images on the list \(folder.path)/list.csv were left out: 1."], "\(row)")
    }
  }

  @Test(arguments: [false, true]) func rowsThatNameNothingAreSaid(_ lying: Bool) throws {
    let set = try left("a/1.JPG", "c/9.jpg", "a/2.jpg", lying: lying)
    #expect(set.samples.map(\.name) == ["a/1.jpg", "b/1.jpg"])
    #expect(set.notes.contains { $0.hasSuffix("that name no image here: 2 (a/1.JPG, c/9.jpg).") }, "\(set.notes)")
  }

  @Test func aCleanCopyKeepsWhatItsListCallsByTheSameName() async throws {
    try FileManager.default.removeItem(at: data)
    func scene(_ seed: UInt64) throws -> [UInt8] {
      let pixels = TestImages.scene(width: 160, height: 120, seed: seed)
      return try #require(RGBImage(width: 160, height: 120, pixels: pixels)).jpeg()
    }
    // The first is refused; the kept one is flattened to its name.
    try folder.write(Array("text".utf8), to: "data/a/1.jpg")
    try folder.write(try scene(1), to: "data/a/deeper/1.jpg")
    try folder.write(try scene(2), to: "data/b/2.jpg")
    let place = folder.url.appending(path: "clean")
    try CleanCopy(of: await Checkup.run(try DataSet.find(at: [data]))).write(to: place)
    let copy = try DataSet.find(at: [place])
    #expect(copy.samples.map(\.name) == ["a/1.jpg", "b/2.jpg"])
    #expect(!copy.notes.contains { $0.contains("list") }, "\(copy.notes)")
    let list = try Quarantine(file: place.appending(path: "quarantine.csv"))
    #expect(try DataSet.find(at: [data]).without(list).samples.map(\.name) == ["a/deeper/1.jpg", "b/2.jpg"])
  }

  /// Two files whose names only differ in composition: the one that is meant is left out.
  @Test func namesAreComparedByTheirBytesFirst() throws {
    for name in ["b/\u{E9}", "b/e\u{301}"] { try folder.write([0xFF, 0xD8, 0xFF, 0xE0], to: "data/\(name).jpg") }
    let set = try left("b/e\u{301}.jpg")
    #expect(set.samples.map { Array($0.name.utf8) }.contains(Array("b/\u{E9}.jpg".utf8)) && set.samples.count == 4)
    try FileManager.default.removeItem(atPath: data.path + "/b/e\u{301}.jpg")
    #expect(try left("b/e\u{301}.jpg").samples.count == 3)
  }

  @Test func aQuotationMarkWithAnAccentIsDoubled() throws {
    let name = "b\"\u{301}, c.jpg"
    #expect(Array(CSVText.field(name).utf8) == Array("\"b\"\"\u{301}, c.jpg\"".utf8))
    try folder.write([0xFF, 0xD8, 0xFF, 0xE0], to: "data/a/\(name)")
    #expect(try left(CSVText.field("a/\(name)")).samples.count == 3)
  }

  @Test func oneClassIsAProblem() async throws {
    try FileManager.default.removeItem(at: data.appending(path: "b"))
    let checkup = try await Checkup.run(try DataSet.find(at: [data]))
    let finding = try #require(checkup.findings.first { $0.kind == .oneClass })
    #expect(finding.grade == .problem && finding.classes == ["a"])
    #expect(finding.detail == "Only a has images to learn from; a classifier needs two classes or more.")
  }
}
