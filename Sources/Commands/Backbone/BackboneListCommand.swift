import ArgumentParser
import Foundation
import NeuralNetwork

/// `dogbreed backbone list`: every backbone with what its publisher says of it.
struct BackboneListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the backbones: size, input, published accuracy, licence, and whether their weights are here.")

  @Argument(help: "Only these.")
  var names: [String] = []

  @Option(
    help: "The folder with the backbones' weights; by default .deps/weights, then those imported.",
    transform: Place.path)
  var weights: String?

  @Flag(help: "All that is known, a fact a line.")
  var long = false

  @Flag(help: "All that is known, as JSON.")
  var json = false

  func run() throws {
    let folders = Folders.weights(named: weights)
    let entries = try (names.isEmpty ? Backbone.names : names).map {
      try BackboneEntry(Backbone(named: $0), weightsIn: folders)
    }
    if json {
      Console.out(JSONText.pretty(entries))
    } else {
      Console.out(long ? entries.map(\.facts).joined(separator: "\n\n") : BackboneEntry.table(entries))
    }
  }
}
