import ArgumentParser
import Commands
import Imaging
import NeuralNetwork
import Training

/// Which frozen nets look at the photographs, and how the photographs are shown to them.
struct BackboneOptions: ParsableArguments {
  @Option(
    help: "A backbone, or several joined by + (default: efficientnet-lite2); dogbreed backbone list shows them.")
  var backbone: String?

  @Option(
    help: "The folder with the backbones' weights; by default .deps/weights, then those imported.",
    transform: Place.path)
  var weights: String?

  @Flag(name: .both("random-weights"), help: "Random weights for the backbone: to time a job, not to get a model.")
  var randomWeights = false

  @Option(name: .both("input-size"), help: "Side of the net's input in pixels; by default the backbone's own.")
  var inputSize: Int?

  @Option(help: "How a photograph becomes square: squash (the default), letterbox or crop.")
  var resize: ResizeMode?

  @Option(help: "Views a photograph: 1 the original, 2 also mirrored, more: random crops.")
  var views = 1

  @Flag(name: .both("train-on-second-look"), help: "Train on what the second look sees, too.")
  var trainOnSecondLook = false

  func validate() throws {
    if !(1...64).contains(views) { throw ValidationError("--views must be from 1 to 64.") }
    if let inputSize, !(32...1024).contains(inputSize) {
      throw ValidationError("--input-size must be from 32 to 1024.")
    }
    for name in Self.split(backbone ?? "") where !Backbone.names.contains(name) {
      throw ValidationError(
        "There is no backbone \(name); choose from \(Backbone.names.joined(separator: ", ")), or join some with +.")
    }
  }

  private static func split(_ names: String) -> [String] { names.split(separator: "+").map(String.init) }

  func apply(to options: inout TrainOptions, _ recipe: Recipe) {
    options.backbones = Self.split(backbone ?? recipe.backbone)
    options.randomWeights = randomWeights
    options.inputSize = inputSize
    options.resize = resize ?? recipe.resize
    options.views = views
    options.trainsOnSecondLook = trainOnSecondLook
  }
}
