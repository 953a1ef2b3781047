import ArgumentParser
import Artifact
import Foundation

/// `dogbreed model card`: what a model is, for people who find it somewhere.
struct ModelCardCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "card",
    abstract: "Print a model card in Markdown, made from the folder alone.",
    discussion: """
      It begins with the front matter that Hugging Face reads: licence, task, and accuracy by test set. Figures come \
      with their 95 % intervals, and what the model can't do is said.

      Examples:
        dogbreed model card my-model
        dogbreed model card my-model --out README.md
      """)

  @Argument(help: "The model folder; by default the shipped model.", transform: Place.pathOrURL)
  var model: String?

  @Option(
    help: "Write the card to this file, such as README.md; by default it goes to standard output.",
    transform: Place.path)
  var out: String?

  func run() async throws {
    let text = ModelCardText(try ModelFolder.readDescription(in: await ModelPlace.url(model))).markdown
    guard let out else { return try Console.out(text) }
    try TextFile.write(text, to: out, replacing: ModelCardText.mark)
    try Console.out("The model card is in \(out).")
  }
}
