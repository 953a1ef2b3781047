import Foundation
import Support
import Torch

/// Logs a run while it runs: `metrics.csv`, `metrics.jsonl`, TensorBoard events, and at the end the
/// original demonstration's `training_result.csv` and `metadata.json`.
///
/// A resumed run truncates what was written after its checkpoint, so that no step appears twice.
final class RunLog {
  /// The validation split's confusion, for the next epoch's image.
  var confusion: ConfusionCounts?

  private let folder: URL
  private let plan: LoggedPlan
  private let classes: [String]
  private let table: LineFile
  private let lines: LineFile
  private let events: EventFile
  private var lossBefore: (sum: Double, count: Int)
  private var history: [EpochFigures]

  private static let columns = [
    "epoch", "step", "learning_rate", "training_loss", "validation_loss", "validation_top1", "images_per_second",
    "waiting", "seconds",
  ]

  /// - Parameters:
  ///   - step: The step that the run resumes from; later ones are removed.
  ///   - history: The epochs done.
  /// - Throws: `TuningError.unwritable`.
  init(_ folder: URL, plan: LoggedPlan, classes: [String], upTo step: Int, history: [EpochFigures]) throws {
    (self.folder, self.plan, self.classes, self.history) = (folder, plan, classes, history)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw TuningError.unwritable(file: folder.path, reason: SystemReason.of(error))
    }
    table = try LineFile(folder.appending(path: "metrics.csv"), first: Self.columns.joined(separator: ",")) { line in
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      return cells.count == Self.columns.count && (Int(cells[1]) ?? .max) <= step
    }
    lines = try LineFile(folder.appending(path: "metrics.jsonl"), first: nil) { line in
      (try? JSONDecoder().decode(Entry.self, from: Data(line.utf8))).map { $0.step <= step } ?? false
    }
    events = try EventFile(in: folder, from: step)
    lossBefore = (0, 0)
  }

  private struct Entry: Codable {
    var kind: String
    var epoch: Int
    var step: Int
    var learningRate: Double
    var trainingLoss: Double
    var validationLoss: Double?
    var validationTop1: Double?
    var imagesPerSecond: Double?
    var waiting: Double?
    var seconds: Double?
  }

  /// Writes a line for the steps since the last one.
  func step(_ state: TuningState, rate: Double) throws {
    let (sum, count) = (state.lossSum - lossBefore.sum, state.lossCount - lossBefore.count)
    let loss = sum / Double(max(count, 1))
    lossBefore = (state.lossSum, state.lossCount)
    try write(Entry(kind: "step", epoch: state.epoch + 1, step: state.step, learningRate: rate, trainingLoss: loss))
    try events.scalars(["training/loss": loss, "training/learning_rate": rate], step: state.step)
  }

  /// The figures of an epoch.
  func epoch(_ figures: EpochFigures, start: ValidationFigures) throws {
    lossBefore = (0, 0)
    history.append(figures)
    let numbers = [
      figures.rate, figures.trainingLoss, figures.validation.loss, figures.validation.top1, figures.imagesPerSecond,
      figures.waiting, figures.seconds,
    ]
    try table.append(
      (["\(figures.epoch)", "\(figures.step)"] + numbers.map { String(format: "%.6g", $0) }).joined(separator: ","))
    try write(
      Entry(
        kind: "epoch", epoch: figures.epoch, step: figures.step, learningRate: figures.rate,
        trainingLoss: figures.trainingLoss, validationLoss: figures.validation.loss,
        validationTop1: figures.validation.top1, imagesPerSecond: figures.imagesPerSecond, waiting: figures.waiting,
        seconds: figures.seconds))
    try events.scalars(
      [
        "training/epoch_loss": figures.trainingLoss, "validation/loss": figures.validation.loss,
        "validation/top1": figures.validation.top1, "speed/images_per_second": figures.imagesPerSecond,
        "speed/waiting": figures.waiting,
      ], step: figures.step)
    if let confusion { try events.image("validation/confusion", ConfusionImage.png(confusion), step: figures.step) }
    try flush()
  }

  /// Logs an image that the net was shown.
  func image(_ name: String, _ image: (png: [UInt8], width: Int, height: Int), step: Int) throws {
    try events.image(name, image, step: step)
  }

  /// The original demonstration's two files.
  func finish(_ summary: RunSummary) throws {
    var rows = ["epoch,train_loss,test_loss,test_accuracy"]
    for entry in history {
      rows.append(
        "\(entry.epoch),\(String(format: "%.6f,%.6f,%.6f", entry.trainingLoss, entry.validation.loss, entry.validation.top1))"
      )
    }
    try WholeFile.write(rows.joined(separator: "\n") + "\n", to: folder.appending(path: "training_result.csv"))
    struct Metadata: Encodable {
      var epochs: Int, batchSize: Int, learningRate: Double, seed: UInt64
      var numClasses: Int, bestEpoch: Int?, bestAccuracy: Double?, trainingTime: Double
      var classes: [String]

      enum CodingKeys: String, CodingKey {
        case epochs, seed, classes
        case batchSize = "batch_size"
        case learningRate = "learning_rate"
        case numClasses = "num_classes"
        case bestEpoch = "best_epoch"
        case bestAccuracy = "best_accuracy"
        case trainingTime = "training_time"
      }
    }
    let metadata = Metadata(
      epochs: summary.epochs, batchSize: plan.batchSize, learningRate: plan.rate, seed: plan.seed,
      numClasses: classes.count, bestEpoch: summary.bestEpoch, bestAccuracy: summary.best?.top1,
      trainingTime: summary.seconds, classes: classes)
    try WholeFile.write(JSONText.pretty(metadata) + "\n", to: folder.appending(path: "metadata.json"))
    try flush()
  }

  func flush() throws {
    try table.flush()
    try lines.flush()
    try events.flush()
  }

  private func write(_ entry: Entry) throws { try lines.append(JSONText.line(entry)) }
}
