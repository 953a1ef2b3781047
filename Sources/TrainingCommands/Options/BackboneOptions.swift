import ArgumentParser
import Commands
import Imaging
import Training

/// Which frozen nets see the images, and how the images are shown to them.
struct BackboneOptions: ParsableArguments {
  @Option(
    help: "The folder with the backbones' weights; by default .deps/weights, then imported ones.",
    transform: Place.path)
  var weights: String?

  @Flag(
    name: .customLong("random-weights"),
    help: "Random weights for the backbone: to time a job, not to get a usable model.")
  var randomWeights = false

  @Option(name: .customLong("input-size"), help: "Side of the net's input in pixels; by default the backbone's own.")
  var inputSize: Int?

  @Option(help: "How an image is made square: squash (the default), letterbox or crop.")
  var resize: ResizeMode?

  @Option(help: "Views per image: 1 is the original, 2 adds the mirror image, more add random crops.")
  var views = 1

  @Flag(name: .customLong("train-on-second-look"), help: "Also train on what the second look sees.")
  var trainOnSecondLook = false

  func validate() throws {
    if !(1...64).contains(views) { throw ValidationError("--views must be from 1 to 64.") }
    if let inputSize, !(32...1024).contains(inputSize) {
      throw ValidationError("--input-size must be from 32 to 1024.")
    }
  }

  func apply(to options: inout TrainOptions, _ recipe: Recipe) {
    options.randomWeights = randomWeights
    options.inputSize = inputSize
    options.resize = resize ?? recipe.resize
    options.views = views
    options.trainsOnSecondLook = trainOnSecondLook
  }
}
