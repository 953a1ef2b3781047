import ArgumentParser

/// `dogbreed cache`: hands over to the training program, which writes what is cached.
struct CacheCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cache",
    abstract: "Say what is kept of images' features, or remove it.",
    helpNames: [])

  @Argument(parsing: .captureForPassthrough)
  var arguments: [String] = []

  func run() throws { try Sibling.become("dogbreed-training", arguments: ["cache"] + arguments) }
}
