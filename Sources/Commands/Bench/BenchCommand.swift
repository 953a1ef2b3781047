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
      Decode, resize and one look through the net are timed one by one on one thread, medians over the images; the \
      engine's own rate and end-to-end predictions keep all cores busy; the latter say how often each net was asked, which \
      differs from image to image. Without --images, generated images of 500×375 are used, few of which get a second look.

      Examples:
        dogbreed bench
        dogbreed bench --model my-model --images photos --count 1000
      """)

  @OptionGroup var modelOptions: ModelOptions
  @OptionGroup var engine: EngineOptions

  @Option(
    help: "A folder of images to time with, or a text file with one path per line; by default generated images.",
    transform: Place.path)
  var images: String?

  @Option(help: "How many images.")
  var count = 200

  @Flag(help: "One JSON object instead of a table.")
  var json = false

  func validate() throws {
    if count < 10 { throw ValidationError("--count must be at least 10.") }
  }

  func run() async throws {
    let predictor = try await modelOptions.predictor(engine)
    let files = try await BenchImages.load(images, count: count, progress: ConsoleProgress())
    let bench = try await PredictionBench(predictor: predictor).run(
      files, of: images.map { "of \($0)" } ?? PredictionTimes.generated)
    try Console.out(json ? JSONText.pretty(bench) : bench.table)
  }
}
