import ArgumentParser

/// `dogbreed model add-class`: hands over to the training program, as `train` does.
struct ModelAddClassCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add-class",
    abstract: "Add a class to a model from a folder of its images.",
    helpNames: [])

  @Argument(parsing: .captureForPassthrough)
  var arguments: [String] = []

  func run() throws { try Sibling.become("dogbreed-training", arguments: ["model", "add-class"] + arguments) }
}
