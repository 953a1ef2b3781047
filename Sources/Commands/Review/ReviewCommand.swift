import ArgumentParser

/// `dogbreed review`: hands over to the training program, as `train` does.
struct ReviewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "review",
    abstract: "Look at a data set's images on a page, label and correct them.",
    helpNames: [])

  @Argument(parsing: .captureForPassthrough)
  var arguments: [String] = []

  func run() throws { try Sibling.become("dogbreed-training", arguments: ["review"] + arguments) }
}
