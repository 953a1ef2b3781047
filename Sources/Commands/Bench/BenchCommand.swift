import ArgumentParser
import Foundation
import Imaging
import Inference
import Runtime
import Support

/// `dogbreed bench`: where does the time go?
struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Time the pieces of a prediction on this machine.",
    discussion: """
      Decode, resize and one look through the net are timed one by one on one thread, medians over the pictures; the \
      engine's own rate and predictions end to end keep all cores busy. Without --pictures, generated photographs of \
      500×375 are used.
      """)

  @OptionGroup var modelOptions: ModelOptions
  @OptionGroup var engine: EngineOptions

  @Option(help: "A folder, or a text file with a path a line, of photographs to time with.", transform: Place.path)
  var pictures: String?

  @Option(help: "How many pictures.")
  var count = 200

  @Flag(help: "One JSON object instead of a table.")
  var json = false

  func validate() throws {
    if count < 10 { throw ValidationError("--count must be at least 10.") }
  }

  func run() async throws {
    let predictor = try await modelOptions.predictor(engine)
    let files = try BenchPictures.load(pictures, count: count)
    let bench = try await PredictionBench(predictor: predictor).run(files)
    Console.out(json ? JSONText.pretty(bench) : bench.table)
  }
}
