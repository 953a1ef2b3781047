import ArgumentParser

/// `dogbreed train`: hands over to the program that trains, which alone carries libtorch.
///
/// All who only answer, such as the server, start faster without it and hold 160 MB less.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a model on a folder of photographs.",
    helpNames: [])

  @Argument(parsing: .captureForPassthrough)
  var arguments: [String] = []

  func run() throws { try Sibling.become("dogbreed-training", arguments: ["train"] + arguments) }
}
