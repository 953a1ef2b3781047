import ArgumentParser

/// The root command: every verb of the program is registered here.
struct Dogbreed: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dogbreed",
    abstract: "From a folder of images to a trained, calibrated, self-verifying image classifier.",
    version: Program.version,
    subcommands: [
      ServeCommand.self, PredictCommand.self, TrainCommand.self, EvaluateCommand.self, CompareCommand.self,
      ModelCommand.self,
      DataCommand.self, BackboneCommand.self, BenchCommand.self, CloudCommand.self, ImageCommand.self,
      HealthCommand.self,
    ]
  )
}
