import ArgumentParser

/// `dogbreed data`: everything about photographs before a model sees them.
struct DataCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "Look at, check, clean and prepare a data set.",
    subcommands: [
      DataCheckCommand.self, DataShowCommand.self, DataPrepareCommand.self, DataVerifyCommand.self,
      DataBenchCommand.self,
    ])
}
