import ArgumentParser

/// `dogbreed calibrate`: hands over to the training program, as `train` does.
struct CalibrateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate",
    abstract: "Choose a model's temperature and verdicts on labelled images that it wasn't trained on.",
    helpNames: [])

  @Argument(parsing: .captureForPassthrough)
  var arguments: [String] = []

  func run() throws { try Sibling.become("dogbreed-training", arguments: ["calibrate"] + arguments) }
}
