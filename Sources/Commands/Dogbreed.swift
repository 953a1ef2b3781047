import ArgumentParser

/// The root command: every verb of the program hangs here.
struct Dogbreed: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dogbreed",
    abstract: "From a folder of photographs to a trained, calibrated, self-proving image classifier.",
    version: "0.1.0",
    subcommands: [ServeCommand.self, PredictCommand.self, EvaluateCommand.self, ModelCommand.self, BenchCommand.self]
      + trainingVerbs
  )
}

#if Training
  private let trainingVerbs: [any ParsableCommand.Type] = [TrainCommand.self]
#else
  private let trainingVerbs: [any ParsableCommand.Type] = []
#endif
