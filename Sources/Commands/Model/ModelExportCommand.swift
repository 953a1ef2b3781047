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
    abstract: "Write a model's own part without the publishers' weights, or the whole for ONNX, OpenVINO or Core ML.",
    discussion: """
      With --to head, the default, description, head and golden answers go into a folder that `model assemble` \
      completes. With --to onnx, one file holds everything from the pixels to the probabilities: its input `image` is \
      8-bit RGB, height × width × 3, of any size; its output `probabilities` is calibrated and in the order of the \
      classes, which stand in its properties. --to openvino writes the same in OpenVINO's own form, a .xml with a .bin. \
      --to coreml writes an .mlpackage, which takes a square image of the net's own size and names the likeliest \
      class, for iOS 15, macOS 12 and later. All take one look. Images with their answers are written next to it, and \
      nothing is written unless OpenVINO gives those answers; Core ML itself runs on Apple's devices only, so try \
      them there.

      Examples:
        dogbreed model export my-model --out head
        dogbreed model export my-model --to onnx --out my-model.onnx
        dogbreed model export my-model --to coreml --out MyModel.mlpackage
      """)

  /// What is written.
  enum Form: String, ExpressibleByArgument, CaseIterable {
    case head, onnx, openvino, coreml

    /// The form of a whole model.
    var whole: StandaloneExport.Form? { StandaloneExport.Form(rawValue: rawValue) }
  }

  @Argument(help: "The model folder.", transform: Place.path)
  var model: String

  @Option(help: "What to write: the head as a folder, or the whole model in ONNX's, OpenVINO's or Core ML's form.")
  var to: Form = .head

  @Option(
    help: "The folder to write, or the .onnx, .xml or .mlpackage of --to onnx, openvino or coreml.",
    transform: Place.path)
  var out: String

  func run() async throws {
    // A package is a folder, and shells end those with a slash.
    let out = out.count > 1 && out.hasSuffix("/") ? String(out.dropLast()) : out
    if let form = to.whole, !out.hasSuffix(".\(form.pathExtension)") {
      throw ValidationError(
        "--out is \(out); with --to \(form.rawValue), give a name that ends in .\(form.pathExtension).")
    }
    let folder = try ModelFolder(reading: URL(filePath: model, directoryHint: .isDirectory))
    guard let form = to.whole else {
      try await ShippedModel.export(folder, to: URL(filePath: out, directoryHint: .isDirectory))
      try Console.out("\(out) holds \(folder.description.name) without its backbones' weights.")
      return
    }
    let file = URL(filePath: out, directoryHint: .notDirectory)
    try await StandaloneExport.write(folder, to: file, as: form) { trial, image in
      let outputs = try await PixelModel(trial).outputs(
        ofPixels: image.pixels, width: image.width, height: image.height)
      return outputs[StandaloneModel.probabilities] ?? []
    }
    try Console.out(Self.said(of: folder.description, out, file, form))
  }

  private static func said(
    of description: ModelDescription, _ out: String, _ file: URL, _ form: StandaloneExport.Form
  ) -> String {
    let golden = StandaloneExport.goldenFolder(of: file).lastPathComponent
    let looks = description.looks.count
    let proof =
      form == .coreML
      ? ". Core ML runs on Apple's devices only: try there whether it gives the answers in \(golden) next to it."
      : ", and gives the answers in \(golden) next to it."
    return "\(out) holds \(description.name)" + proof
      + (looks > 1 ? " It takes one look, where the model folder takes \(looks)." : "")
      + (description.cascade.map { " " + $0.exportedStage } ?? "")
  }
}
