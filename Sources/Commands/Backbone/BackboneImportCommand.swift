import ArgumentParser
import Artifact
import Exchange
import Foundation
import NeuralNetwork
import Support
import Weights

/// `dogbreed backbone import`: a published file of weights becomes one that `train --backbone` finds.
struct BackboneImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Import a file of published weights.",
    discussion: """
      The file is a .pth that torch.save wrote, whose code is never run, or a .safetensors; its arrays are named as \
      torchvision, timm or Hugging Face transformers name them. Missing, unexpected or misshapen arrays are reported.

      Examples:
        dogbreed backbone import resnet50-0676ba61.pth --as resnet50
        dogbreed backbone import model.safetensors --as resnet50 --out weights
      """)

  @Argument(help: "The file of weights.", transform: Place.path)
  var file: String

  @Option(name: .customLong("as"), help: "The backbone they belong to; dogbreed backbone list shows all.")
  var name: String

  @Option(
    help: "The safetensors file to write; by default in the user's cache folder, where train finds it.",
    transform: Place.path)
  var out: String?

  func run() throws {
    let backbone = try Backbone(named: name)
    let place = try BackboneImport.place(of: backbone, out: out)
    let imported = try BackboneImport.run(URL(filePath: file), as: backbone, to: place)
    if let note = imported.note { Console.error(note) }
    try Console.out(
      "\(place.path) holds the weights of \(name); its arrays were named as in \(imported.family.rawValue).")
  }
}
