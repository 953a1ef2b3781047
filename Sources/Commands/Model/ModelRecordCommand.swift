import ArgumentParser
import Artifact
import Foundation
import Support

/// `dogbreed model record`: write measured figures into a model's description.
struct ModelRecordCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record",
    abstract: "Write the figures that `evaluate --json` printed into a model folder's description, and reseal it.",
    discussion: """
      Examples:
        dogbreed model record my-model --on test --report metrics.json
        dogbreed model record my-model --on test --report metrics.json --note "Photos of one camera."
      """)

  @Argument(help: "The model folder.", transform: Place.path)
  var model: String

  @Option(help: "What the figures were measured on, in a few words.")
  var on: String

  @Option(help: "The file with the output of `evaluate --json`.", transform: Place.path)
  var report: String

  @Option(help: "A note on how to read the figures (default: none). May be repeated.")
  var note: [String] = []

  func run() throws {
    let folder = URL(filePath: model, directoryHint: .isDirectory)
    let read: MeasuredFigures
    do {
      read = try JSONDecoder().decode(MeasuredFigures.self, from: Data(RegularFile.contents(of: report)))
    } catch let error as DecodingError {
      throw ReportFileError(file: report, reason: error.reason)
    }
    try ModelFolderWriter.record(metrics: [on: read.figures], notes: note, in: folder)
    try Console.out("\(model) has the figures of \(read.images) images.")
  }
}

/// Why a file of figures can't be used.
struct ReportFileError: Error, CustomStringConvertible {
  let file: String
  let reason: String

  var description: String { "\(file) is not what evaluate --json prints (\(reason)); write it with that." }
}

/// The figures of a report, without the classes.
private struct MeasuredFigures: Decodable {
  let images: Int
  let top1: Double, top5: Double, macro: Double, nll: Double, ece: Double

  var figures: [String: Double] {
    ["images": Double(images), "top1": top1, "top5": top5, "macro": macro, "nll": nll, "ece": ece]
  }
}
