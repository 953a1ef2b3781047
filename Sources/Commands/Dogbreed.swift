import ArgumentParser

/// The root command: every verb of the program hangs here.
public struct Dogbreed: AsyncParsableCommand {
  public static let configuration = CommandConfiguration(
    commandName: "dogbreed",
    abstract: "From a folder of photographs to a trained, calibrated, self-proving image classifier.",
    version: "0.1.0"
  )

  public init() {}
}

/// Runs the verb that the process's arguments name, and ends the process with its exit code.
public func run() async {
  await Dogbreed.main()
}
