import ArgumentParser
import Artifact
import Exchange
import Foundation
import Imaging
import Runtime

/// `dogbreed model export`: a model in the form that a repository or another program takes.
struct ModelExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a model's own part without the publishers' weights, or the whole model as one ONNX file.",
    discussion: """
      With --to head, the default, description, head and golden answers go into a folder that `model assemble` \
      completes. With --to onnx, one file holds everything from the pixels to the probabilities: its input `image` is \
      8-bit RGB, height × width × 3, of any size; its output `probabilities` is calibrated and in the order of the \
      classes, which stand in its properties. It takes one look. Images with their answers are written next to it, \
      and nothing is written unless OpenVINO gives those answers.

      Examples:
        dogbreed model export my-model --out head
        dogbreed model export my-model --to onnx --out my-model.onnx
      """)

  /// What is written.
  enum Form: String, ExpressibleByArgument, CaseIterable {
    case head, onnx
  }

  @Argument(help: "The model folder.", transform: Place.path)
  var model: String

  @Option(help: "What to write: the head as a folder, or the model as one ONNX file.")
  var to: Form = .head

  @Option(help: "The folder to write, or the file with --to onnx.", transform: Place.path)
  var out: String

  func run() async throws {
    let folder = try ModelFolder(reading: URL(filePath: model, directoryHint: .isDirectory))
    let name = folder.description.name
    switch to {
    case .head:
      try await ShippedModel.export(folder, to: URL(filePath: out, directoryHint: .isDirectory))
      try Console.out("\(out) holds \(name) without its backbones' weights.")
    case .onnx:
      let file = URL(filePath: out, directoryHint: .notDirectory)
      guard file.pathExtension == "onnx" else {
        throw ValidationError("--out is \(out); with --to onnx, name a file that ends in .onnx.")
      }
      try await StandaloneExport.write(folder, to: file) { trial, image in
        let outputs = try await PixelModel(onnx: trial).outputs(
          ofPixels: image.pixels, width: image.width, height: image.height)
        return outputs[StandaloneModel.probabilities] ?? []
      }
      let golden = StandaloneExport.goldenFolder(of: file).lastPathComponent
      let looks = folder.description.looks.count
      let note = looks > 1 ? " It takes one look, where the model folder takes \(looks)." : ""
      try Console.out("\(out) holds \(name), and gives the answers in \(golden) next to it.\(note)")
    }
  }
}
