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
      Decoding, resizing, one look through the nets and what makes an answer of it are timed each alone: on one core, \
      medians over the images, and with all cores, as a share of what these could make at most (of the nets: of what the engine \
      alone makes). Whole predictions, in this process and over HTTP on a port of this machine, are shares of what all parts \
      together would allow; they say how often each net was asked, which differs from image to image. With --peers the \
      same images go through what people use instead: Pillow, torchvision, timm with PyTorch, and Flask with ONNX Runtime. \
      Without --images, generated images of 500×375 are used, few of which get a second look.

      Examples:
        dogbreed bench
        dogbreed bench --model my-model --images photos --count 1000
        dogbreed bench --images photos --peers venv/bin/python
      """)

  @OptionGroup var modelOptions: ModelOptions
  @OptionGroup var engine: EngineOptions

  @Option(
    help: "A folder of images to time with, or a text file with one path per line; by default generated images.",
    transform: Place.path)
  var images: String?

  @Option(help: "How many images.")
  var count = 200

  @Option(help: "How many seconds each part is measured with all cores, at least.")
  var seconds = 2.0

  @Option(
    help:
      "A Python whose libraries are timed with the same images, by Benchmarks/peers; once for each Python; what it lacks is named (default: none).",
    transform: Place.path)
  var peers: [String] = []

  @Flag(help: "One JSON object instead of a table.")
  var json = false

  func validate() throws {
    if count < 10 { throw ValidationError("--count must be at least 10.") }
    if !(0.01...3600).contains(seconds) { throw ValidationError("--seconds must be from 0.01 to 3600.") }
  }

  func run() async throws {
    if let path = peers.first(where: { !Peers.isProgram($0) }) {
      throw ValidationError("--peers: \(path) is not a program that can be run; give a Python's path.")
    }
    let predictor = try await modelOptions.predictor(engine)
    let files = try await BenchImages.load(images, count: count, progress: ConsoleProgress())
    let bench = PredictionBench(predictor: predictor, seconds: seconds)
    var times = try await bench.run(files, of: images.map { "of \($0)" } ?? PredictionTimes.generated)
    if !peers.isEmpty { times.peers = try await Peers(peers).figures(predictor, files, seconds: seconds) }
    try Console.out(json ? JSONText.pretty(times) : times.table)
  }
}
