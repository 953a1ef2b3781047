import ArgumentParser

/// `dogbreed data`: everything about photographs before a model sees them.
struct DataCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data",
    abstract: "Look at, check and clean a data set.",
    subcommands: [DataCheckCommand.self, DataShowCommand.self, DataBenchCommand.self])
}
