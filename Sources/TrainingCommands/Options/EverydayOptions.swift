import ArgumentParser
import Commands
import Foundation
import NeuralNetwork
import Training

/// The options of `train` that most runs need.
struct EverydayOptions: ParsableArguments {
  @OptionGroup var sources: DataSources

  @Option(
    name: .customLong("model-dir"),
    help:
      "The model folder to write, or its gs:// or s3:// URL; by default AIP_MODEL_DIR. It must be new or empty, or hold a model, which is replaced."
  )
  var modelDir = ProcessInfo.processInfo.environment["AIP_MODEL_DIR"] ?? ""

  @Option(help: "The model's name; by default the folder's name.")
  var name: String?

  @Option(
    help: "A backbone, or several joined by + (default: efficientnet-lite2); dogbreed backbone list shows all.")
  var backbone: String?

  @Option(help: "Which layers to train: head (on cached features), last:N (also the last N stages) or full.")
  var tune: TuningDepth = .head

  @Option(help: "Epochs of fine-tuning (by default 5) or of the head by adam (30).")
  var epochs: Int?

  @Option(help: "The fraction of the training images used for validation.")
  var validation = 0.1

  @Option(
    help: "Preset for options you don't set: best, or original (the Python demonstration's, with its bugs fixed).")
  var recipe: Recipe = .best

  @Flag(help: "One JSON object with the result.")
  var json = false

  func validate() throws {
    if modelDir.isEmpty { throw ValidationError("--model-dir is missing: say where to write the model.") }
    do {
      _ = try Place.pathOrURL(modelDir)
    } catch {
      throw ValidationError("--model-dir can't be used: \(error).")
    }
    for name in Self.split(backbone ?? "") where !Backbone.names.contains(name) {
      throw ValidationError(
        "There is no backbone \(name); choose from \(Backbone.names.joined(separator: ", ")), or join some with +.")
    }
    if let epochs, epochs < 1 { throw ValidationError("--epochs must be at least 1.") }
    if !(0...0.5).contains(validation) { throw ValidationError("--validation must be from 0 to 0.5.") }
  }

  private static func split(_ names: String) -> [String] { names.split(separator: "+").map(String.init) }

  func apply(to options: inout TrainOptions) {
    options.backbones = Self.split(backbone ?? recipe.backbone)
    options.validation = validation
  }

  /// Whether the net itself is trained, too.
  var tunes: Bool { tune != .head }
}
