import ArgumentParser
import Commands
import Torch

/// Runs the training verb that the process's arguments name and returns the exit code, as `Commands.run` does.
public func run() async -> Int32 {
  ProcessMemory.share()
  return await Commands.run(TrainingVerbs.self, doubting: Doubts.source)
}

/// The verbs that need libtorch, under the name that people call them by.
struct TrainingVerbs: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dogbreed",
    abstract: "The verbs that train; dogbreed hands them over to this program.",
    subcommands: [
      TrainCommand.self, CalibrateCommand.self, ReviewCommand.self, CacheCommand.self, StepBenchCommand.self,
      HeadBenchCommand.self, TrainingDataCommand.self,
      TrainingModelCommand.self,
    ])
}

/// Verbs of `data` that the training program takes over.
struct TrainingDataCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "data", abstract: "Check a data set.", subcommands: [DataCheckCommand.self])
}

/// Verbs of `model` that train.
struct TrainingModelCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model", abstract: "Extend a model folder.", subcommands: [AddClassCommand.self])
}
