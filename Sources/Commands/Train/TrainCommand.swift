import ArgumentParser

/// `dogbreed train`: hands over to the training program, which alone links libtorch.
///
/// Whatever only answers, such as the server, starts faster without it and uses 160 MB less.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a model on a folder of images.",
    helpNames: [])

  @Argument(parsing: .captureForPassthrough)
  var arguments: [String] = []

  func run() throws { try Sibling.become("dogbreed-training", arguments: ["train"] + arguments) }
}
