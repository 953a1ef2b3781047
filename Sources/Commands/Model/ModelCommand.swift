import ArgumentParser

/// `dogbreed model`: inspect, verify and assemble model folders.
struct ModelCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model",
    abstract: "Inspect, verify, assemble, reword or extend a model folder.",
    subcommands: [
      ModelInfoCommand.self, ModelVerifyCommand.self, ModelRecordCommand.self, ModelExportCommand.self,
      ModelAssembleCommand.self, ModelWordsCommand.self, ModelCardCommand.self, ModelAddClassCommand.self,
    ])
}
