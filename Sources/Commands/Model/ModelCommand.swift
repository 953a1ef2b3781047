import ArgumentParser

/// `dogbreed model`: look at, prove and assemble model folders.
struct ModelCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model",
    abstract: "Look at, prove or assemble a model folder.",
    subcommands: [
      ModelInfoCommand.self, ModelVerifyCommand.self, ModelRecordCommand.self, ModelExportCommand.self,
      ModelAssembleCommand.self,
    ])
}
