import Foundation
import TestSupport
import Testing
import Torch
import Weights

@testable import Training

@Suite struct CheckpointTests {
  private let place: TemporaryFolder
  private let folder: CheckpointFolder

  init() throws {
    place = try TemporaryFolder()
    folder = try CheckpointFolder(place.url, keep: 2)
  }

  private func state(_ step: Int) -> TuningState {
    var state = TuningState(
      plan: TuningPlan(), dataHash: "data", net: "net", start: ValidationFigures(top1: 0.5, loss: 1, images: 4))
    state.step = step
    return state
  }

  private func write(_ step: Int) throws {
    try folder.write(state(step), arrays: ["net/a": Tensor([Float(step), 2])])
  }

  private func files(_ suffix: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: place.path).filter { $0.hasSuffix(suffix) }.sorted()
  }

  @Test func theNewestFewStay() throws {
    for step in 1...4 { try write(step) }
    #expect(try files("json") == ["step-00000003.json", "step-00000004.json"])
    let found = try #require(folder.newest())
    #expect(found.state.step == 4 && found.passedOver.isEmpty)
    #expect(try found.arrays.array("net/a").values == [4, 2])
  }

  @Test func aTornOrChangedOneIsPassedOverAndSaid() throws {
    for step in 1...2 { try write(step) }
    let newest = place.url.appending(path: "step-00000002.safetensors")
    var bytes = try Data(contentsOf: newest)
    bytes[bytes.count - 1] ^= 1
    try bytes.write(to: newest)
    var found = try #require(folder.newest())
    #expect(found.state.step == 1 && found.passedOver.count == 1)
    try bytes.prefix(20).write(to: newest)
    found = try #require(folder.newest())
    #expect(found.state.step == 1)
    try Data("{".utf8).write(to: place.url.appending(path: "step-00000001.json"))
    #expect(folder.newest() == nil)
  }

  /// Arrays without the state that names them, as a kill leaves them, count for nothing and go.
  @Test func whatAKillLeftIsNoCheckpoint() throws {
    try write(1)
    try place.write([1, 2, 3], to: "step-00000009.safetensors")
    try place.write([1, 2, 3], to: ".step-00000010.safetensors.X")
    #expect(folder.newest()?.state.step == 1)
    try write(2)
    #expect(try files("safetensors").count == 2)
  }

  @Test func theBestWeightsStayAsLongAsACheckpointNamesThem() throws {
    var first = state(1)
    (first.bestFile, first.bestHash) = try folder.writeBest(step: 1, ["a": Tensor([Float(1)])])
    try folder.write(first, arrays: [:])
    var second = state(2)
    (second.bestFile, second.bestHash) = try folder.writeBest(step: 2, ["a": Tensor([Float(2)])])
    try folder.write(second, arrays: [:])
    #expect(try files("safetensors").filter { $0.hasPrefix("best") }.count == 2)
    try Data([1]).write(to: place.url.appending(path: "best-2.safetensors"))
    #expect(folder.newest()?.state.step == 1)
  }
}
