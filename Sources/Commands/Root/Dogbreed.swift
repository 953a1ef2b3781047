import ArgumentParser

/// The root command: every verb of the program is registered here.
struct Dogbreed: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dogbreed",
    abstract: "From a folder of images to a trained, calibrated, self-verifying image classifier.",
    version: Program.version,
    subcommands: [
      ServeCommand.self, PredictCommand.self, TrainCommand.self, CalibrateCommand.self, EvaluateCommand.self,
      CompareCommand.self, ReviewCommand.self, ModelCommand.self,
      DataCommand.self, BackboneCommand.self, CacheCommand.self, BenchCommand.self, BenchBurstsCommand.self,
      CloudCommand.self, ImageCommand.self, HealthCommand.self, ManualCommand.self, DecodeImagesCommand.self,
    ]
  )

  /// Without a verb: what there is to try.
  func run() async throws {
    try Console.out(
      """
      dogbreed classifies images, with the shipped model or with one trained on your own folders of images.

      Three things to try:
        \(Program.name) serve                                      a page and an API, on http://127.0.0.1:8080
        \(Program.name) predict photo.jpg                          one answer here
        \(Program.name) train --data FOLDER --model-dir my-model   a model of your own, from one folder per class

      \(Program.name) --help lists every verb, and each verb has --help.
      """)
  }
}
