import ArgumentParser

/// `dogbreed backbone`: the nets that models are built on, and their weights.
struct BackboneCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backbone",
    abstract: "List the nets that models are built on, and bring their weights in.",
    subcommands: [BackboneListCommand.self, BackboneFetchCommand.self, BackboneImportCommand.self])
}
