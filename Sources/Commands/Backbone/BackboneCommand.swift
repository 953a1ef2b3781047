import ArgumentParser

/// `dogbreed backbone`: the backbones that models are built on, and their weights.
struct BackboneCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backbone",
    abstract: "List the backbones that models are built on, and import their weights.",
    subcommands: [BackboneListCommand.self, BackboneFetchCommand.self, BackboneImportCommand.self])
}
