import ArgumentParser
import Artifact
import Foundation
import Support
import Taxonomy

/// `dogbreed model words`: print or change the words in which a model speaks.
struct ModelWordsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "words",
    abstract: "Print the words that a model uses for what it knows, or change them and reseal it.",
    discussion: """
      Without options the words are printed as JSON, as --words reads them. The model's answers stay as they are; its \
      version changes, since it is the hash of the whole description.

      Examples:
        dogbreed model words my-model > words.json
        dogbreed model words my-model --title "Which cheese is this?" --noun cheese,cheeses
      """)

  @Argument(help: "The model folder; by default the shipped model.", transform: Place.path)
  var model: String?

  @OptionGroup var options: WordsOptions

  func run() async throws {
    let place = try await ModelPlace.url(model)
    let current = try ModelFolder.readDescription(in: place).words ?? .neutral
    guard options.areGiven else {
      try Console.out(JSONText.pretty(current))
      return
    }
    let words = try options.applied(to: current)
    try ModelFolderWriter.replaceWords(words, in: place)
    try Console.out("\(place.path) now asks: \(words.question)")
  }
}
