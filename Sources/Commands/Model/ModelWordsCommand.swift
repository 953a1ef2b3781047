import ArgumentParser
import Artifact
import Foundation
import Imaging
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
        dogbreed model words my-model --sample brie.jpg --sample gouda.jpg
      """)

  @Argument(help: "The model folder; by default the shipped model.", transform: Place.path)
  var model: String?

  @OptionGroup var options: WordsOptions

  @Option(
    help: "An image that people can try the model on from its page, up to three (default: none). May be repeated.",
    transform: Place.path)
  var sample: [String] = []

  @Flag(name: .customLong("no-samples"), help: "Take the model's images to try away.")
  var dropsSamples = false

  func validate() throws {
    if sample.count > ModelSamples.most { throw ValidationError("--sample can be given \(ModelSamples.most) times.") }
    if dropsSamples, !sample.isEmpty { throw ValidationError("Give --sample or --no-samples.") }
  }

  func run() async throws {
    let place = try await ModelPlace.url(model)
    if dropsSamples || !sample.isEmpty {
      let images = try sample.map { path in
        do {
          let bytes = try RegularFile.contents(of: path, limit: Limits().bytes)
          return try KeptImage.encode(bytes, side: KeptImage.sampleSide, quality: 85)
        } catch {
          throw SampleError(file: path, reason: "\(error)")
        }
      }
      try ModelSamples.replace(with: images, in: place)
      try Console.out("\(place.path) brings \(images.count) images to try.")
      if !options.areGiven { return }
    }
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

/// Why an image can't be one to try.
struct SampleError: Error, CustomStringConvertible {
  let file: String
  let reason: String

  var description: String { "\(file) can't be a sample: \(reason)" }
}
