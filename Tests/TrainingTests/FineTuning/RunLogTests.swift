import Foundation
import Imaging
import Support
import TestSupport
import Testing

@testable import Training

@Suite struct RunLogTests {
  private func state(_ step: Int) -> TuningState {
    var state = TuningState(
      plan: TuningPlan(), dataHash: "", net: "", start: ValidationFigures(top1: 0.5, loss: 1, images: 4))
    state.step = step
    (state.lossSum, state.lossCount) = (Double(step), step)
    return state
  }

  private func figures(_ epoch: Int) -> EpochFigures {
    EpochFigures(
      epoch: epoch, step: epoch * 10, rate: 0.1, trainingLoss: 2 / Double(epoch),
      validation: ValidationFigures(top1: 0.25 * Double(epoch), loss: 1, images: 4), imagesPerSecond: 10, waiting: 0.5,
      seconds: 1)
  }

  /// Writes two epochs, as a run that is then killed.
  private func written(to folder: URL) throws {
    let log = try RunLog(folder, plan: TuningPlan().logged, classes: ["a", "b"], upTo: 0, history: [])
    for epoch in 1...2 {
      try log.step(state(epoch * 10), rate: 0.1)
      var confusion = ConfusionCounts(classes: 2)
      confusion.add(label: 0, guess: 1)
      log.confusion = confusion
      try log.epoch(figures(epoch), start: state(0).start)
    }
    try log.finish(RunSummary(epochs: 2))
  }

  @Test func aRunThatGoesOnCutsOffWhatCameAfter() throws {
    let folder = try TemporaryFolder()
    try written(to: folder.url)
    let log = try RunLog(folder.url, plan: TuningPlan().logged, classes: ["a", "b"], upTo: 10, history: [figures(1)])
    try log.epoch(figures(2), start: state(0).start)
    let table = try String(contentsOf: folder.url.appending(path: "metrics.csv"), encoding: .utf8)
    #expect(table.split(separator: "\n").map { $0.prefix(4) } == ["epoc", "1,10", "2,20"])
    let lines = try String(contentsOf: folder.url.appending(path: "metrics.jsonl"), encoding: .utf8)
    #expect(lines.split(separator: "\n").count == 3)
  }

  @Test func imagesAreShownAsTheNetSeesThem() throws {
    let preprocessing = Preprocessing(size: 2, mean: [0.5, 0.5, 0.5], std: [0.25, 0.5, 0.5])
    // One red and one black image.
    let values: [Float] = [2, 2, 2, 2] + Array(repeating: -1, count: 8) + Array(repeating: -2, count: 12)
    let shown = try BatchImage.png(ImageBatch(values: values, labels: [0, 1]), preprocessing)
    #expect(shown.width == 4 && shown.height == 2)
    let image = try DecodedImage.decode(shown.png)
    let planes = try image.planes(Preprocessing(size: 2, mean: [0, 0, 0], std: [1, 1, 1]))
    #expect(planes.max() ?? 0 > 0.9 && planes[4...].allSatisfy { $0 < 0.01 })
  }

  @Test(.enabled(if: ReferencePython.available))
  func tensorBoardReadsTheEvents() throws {
    let folder = try TemporaryFolder()
    try written(to: folder.url)
    let said = try ReferencePython.run(
      """
      import json, sys
      from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
      events = EventAccumulator(sys.argv[1]); events.Reload()
      image = events.Images("validation/confusion")[-1]
      print(json.dumps({
        "scalars": sorted(events.Tags()["scalars"]),
        "top1": [[e.step, e.value] for e in events.Scalars("validation/top1")],
        "loss": [[e.step, e.value] for e in events.Scalars("training/loss")],
        "picture": [image.width, image.height, image.encoded_image_string[1:4].decode()]}))
      """, [folder.path])
    struct Said: Decodable {
      var scalars: [String], top1: [[Double]], loss: [[Double]]
      var image: DecodedImage
      struct DecodedImage: Decodable, Equatable {
        var width: Int, height: Int, kind: String
        init(from decoder: any Decoder) throws {
          var values = try decoder.unkeyedContainer()
          (width, height, kind) = (
            try values.decode(Int.self), try values.decode(Int.self), try values.decode(String.self)
          )
        }
      }

      private enum CodingKeys: String, CodingKey {
        case scalars, top1, loss
        case image = "picture"
      }
    }
    let read = try JSONDecoder().decode(Said.self, from: Data(said.utf8))
    #expect(read.top1 == [[10, 0.25], [20, 0.5]])
    #expect(read.loss.map { $0[0] } == [10, 20] && read.loss.allSatisfy { abs($0[1] - 1) < 1e-6 })
    #expect(read.scalars.contains("training/learning_rate") && read.image.kind == "PNG" && read.image.width == 480)
  }

  /// TensorFlow's mask, undone: turned left again, less the constant.
  @Test func theMaskedChecksumIsTensorFlows() {
    let sum = CRC32C.masked(Array("123456789".utf8)) &- 0xA282_EAD8
    #expect((sum << 15 | sum >> 17) == 0xE306_9283)
  }
}
