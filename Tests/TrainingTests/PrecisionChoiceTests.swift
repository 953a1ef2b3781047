import Artifact
import Corpus
import Foundation
import Imaging
import NeuralNetwork
import Runtime
import TestSupport
import Testing

@testable import Training

/// When a net is computed in 8 bits by itself.
@Suite struct PrecisionChoiceTests {
  private func choice(_ gain: Double, _ right: PrecisionChoice.Right? = nil) -> PrecisionChoice {
    PrecisionChoice(other: .bf16, gain: gain, right: right)
  }

  @Test(arguments: [
    (1.2, 1_000, 900, 897, true), (1.2, 1_000, 900, 896, false), (1.19, 1_000, 900, 950, false),
    (1.8, 1_000, 900, 910, true), (1.8, 334, 300, 299, true), (1.8, 334, 300, 298, false), (1.8, 333, 300, 300, false),
    (.infinity, 1_000, 900, 900, false), (.nan, 1_000, 900, 900, false),
  ])
  func gainAndLossDecide(gain: Double, images: Int, other: Int, eightBits: Int, takes: Bool) {
    let made = choice(gain, .init(images: images, other: other, eightBits: eightBits))
    #expect(made.takesEightBits == takes, "\(made.sentence)")
    #expect(made.sentence.hasPrefix("The net is computed in \(takes ? "int8" : "bf16"): "), "\(made.sentence)")
  }

  @Test func whatWasNotComparedIsNotTaken() {
    #expect(!choice(3).takesEightBits && !choice(1).takesEightBits)
    #expect(!choice(3, .init(images: 0, other: 0, eightBits: 0)).takesEightBits)
  }

  /// With more views the same images are more rows.
  @Test func whatWasLeftOpenForFewRowsIsAskedAgainForMore() {
    var left = choice(1.4)
    left.fewRows = 12_902
    #expect(left.holds(forRows: 12_902) && left.holds(forRows: 100) && !left.holds(forRows: 12_903))
    #expect(choice(1.4).holds(forRows: .max) && !left.takesEightBits)
  }

  @Test func theSentenceSaysWhy() {
    #expect(
      choice(1.07).sentence
        == "The net is computed in bf16: int8 is 1.07 times as fast as bf16, and 1.2 times is asked for.")
    #expect(
      choice(1.5, .init(images: 1_000, other: 900, eightBits: 889)).sentence
        == "The net is computed in bf16: int8 is 1.50 times as fast as bf16, but loses 1.1 points of 1000 validation images, "
        + "and 0.3 may be lost.")
    #expect(
      choice(1.84, .init(images: 1_000, other: 900, eightBits: 904)).sentence
        == "The net is computed in int8: it is 1.84 times as fast as bf16 and gains 0.4 points of 1000 validation images."
    )
  }

  /// Images of a name, class and count, but of another content, are others.
  @Test func anotherContentIsAnotherNote() async throws {
    let folder = try TemporaryFolder()
    let samples = (0..<3).map {
      Sample(root: folder.path, folder: "", baseName: "\($0).png", classIndex: $0 % 2, split: .train)
    }
    func place(of images: [Sample], _ pipeline: String = "p", counts: [Int] = [3, 0]) async throws -> URL {
      try await EightBitNote.place(
        in: folder.url, pipeline: pipeline, counts: counts, images: images, limits: Limits())
    }
    for (name, bytes) in [("0.png", "abc"), ("1.png", "def")] { try folder.write(Array(bytes.utf8), to: name) }
    let first = try await place(of: samples)
    #expect(try await place(of: samples) == first)
    #expect(try await place(of: samples, "q") != first)
    #expect(try await place(of: samples, counts: [3, 1]) != first)
    var relabelled = samples
    relabelled[0].classIndex = 1
    #expect(try await place(of: relabelled) != first)
    try folder.write(Array("abd".utf8), to: "0.png")
    let second = try await place(of: samples)
    #expect(second != first)
    try folder.write(Array("ghi".utf8), to: "2.png")
    #expect(try await place(of: samples) != second)
    try folder.write(Array("abc".utf8), to: "0.png")
    try FileManager.default.removeItem(at: folder.url.appending(path: "2.png"))
    #expect(try await place(of: samples) == first)
  }

  @Test func whatIsKnownIsReadAgainAndDamageIsMeasuredAgain() throws {
    let folder = try TemporaryFolder()
    let network = try Backbone(named: "resnet18").network
    let inputs = try network.eightBitInputs()
    let record = EightBitRecord(
      images: 9, ranges: Dictionary(uniqueKeysWithValues: inputs.map { ($0, ValueRange(low: 0, high: 2)) }))
    let place = folder.url.appending(path: "note.json")
    #expect(EightBitNote.read(place, for: network) == nil)
    EightBitNote(record: record, choice: choice(1.5)).write(to: place)
    let read = try #require(EightBitNote.read(place, for: network))
    #expect(read.record == record && read.choice == choice(1.5))
    #expect(try EightBitNote.read(place, for: Backbone(named: "resnet34").network) == nil)
    let text = try String(contentsOf: place, encoding: .utf8)
    for damaged in [String(text.dropLast(9)), text.replacing("2", with: "1e39"), "", "[]"] {
      try Data(damaged.utf8).write(to: place)
      #expect(EightBitNote.read(place, for: network) == nil, "\(damaged.prefix(80))")
    }
  }
}
