import ArgumentParser
import Foundation
import NeuralNetwork
import Support

/// `dogbreed backbone list`: every backbone with what its publisher says of it.
struct BackboneListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the backbones: size, input, published accuracy, licence, and whether their weights are installed.",
    discussion: """
      Examples:
        dogbreed backbone list
        dogbreed backbone list --long
      """)

  @Argument(help: "Only these backbones.")
  var names: [String] = []

  @Option(
    help: "The folder with the backbones' weights; by default .deps/weights, then imported ones.",
    transform: Place.path)
  var weights: String?

  @Flag(help: "Everything known, one fact per line.")
  var long = false

  @Flag(help: "Everything known, as JSON.")
  var json = false

  func run() throws {
    let folders = Folders.weights(named: weights)
    let entries = try (names.isEmpty ? Backbone.names : names).map {
      try BackboneEntry(Backbone(named: $0), weightsIn: folders)
    }
    if json {
      try Console.out(JSONText.pretty(entries))
    } else {
      try Console.out(long ? entries.map(\.facts).joined(separator: "\n\n") : BackboneEntry.table(entries))
    }
  }
}

extension BackboneListCommand: ModalOptions {
  var modes: [OptionMode] { [OptionMode("long", isUsed: !json, "with --json, which prints everything")] }
}
