import ArgumentParser
import Commands
import Torch

/// Runs the training verb that the process's arguments name and returns the exit code, as `Commands.run` does.
public func run() async -> Int32 {
  ProcessMemory.share()
  return await Commands.run(TrainingVerbs.self)
}

/// The verbs that need libtorch, under the name that people call them by.
struct TrainingVerbs: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dogbreed",
    abstract: "The verbs that train; dogbreed hands them over to this program.",
    subcommands: [TrainCommand.self, CalibrateCommand.self, StepBenchCommand.self])
}
