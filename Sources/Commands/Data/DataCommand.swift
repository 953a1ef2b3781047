import ArgumentParser

/// `dogbreed data`: everything about images before a model sees them.
struct DataCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "Fetch, inspect, check, clean and prepare a data set.",
    subcommands: [
      DataFetchCommand.self, DataCheckCommand.self, DataShowCommand.self, DataPrepareCommand.self,
      DataVerifyCommand.self, LabelSuggestCommand.self,
      DataBenchCommand.self,
    ])
}
