import ArgumentParser
import Commands
import Corpus
import Foundation
import Support
import Torch
import Training

/// `dogbreed review simulate`: how many labels each rule of choosing needs; for `Benchmarks/review`.
struct ReviewSimulateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Measure how many labels a rule of choosing needs, on images whose labels are known.",
    discussion: """
      Prints one JSON object per course: the accuracy after so many labels, judged by images that are never asked about.

      Examples:
        dogbreed review simulate photos
        dogbreed review simulate photos --rule adaptive --rule random --seeds 5
      """, shouldDisplay: false)

  @OptionGroup var arguments: ReviewArguments

  @Option(help: "The rules: random, margin, typical, centres, gradients, adaptive.")
  var rule: [AcquisitionRule] = [.random, .adaptive]

  @Option(help: "How many seeds.")
  var seeds = 5

  @Option(name: .customLong("first-seed"), help: "The first seed.")
  var firstSeed = 1

  @Option(help: "The most labels.")
  var most = 2000

  @Option(help: "The share of the accuracy with all labels at which a course ends.")
  var goal = 0.95

  @Option(help: "The backbone.")
  var backbone = "efficientnet-lite2"

  @Option(name: .customLong("input-size"), help: "Side of the net's input in pixels; by default the backbone's own.")
  var inputSize: Int?

  @OptionGroup var cache: CacheOptions

  @OptionGroup var engine: EngineOptions

  private struct Head: Encodable {
    let whole: Double
    let images: Int
    let decay: Double
  }

  func run() async throws {
    let progress = ConsoleProgress()
    ProcessMemory.keepBlocks()
    try Threads.set(engine.threads ?? ProcessInfo.processInfo.activeProcessorCount)
    var options = cache.trainOptions(weights: Folders.weights(named: nil))
    (options.runtime, options.inputSize) = (engine.runtime, inputSize)
    options.backbones = backbone.split(separator: "+").map(String.init)
    let dataSet = try arguments.find(allowingNone: false)
    let simulation = try await ReviewSimulation(dataSet, judgedBy: .test, options: options, progress: progress)
    let whole = try simulation.whole()
    try Console.out(
      JSONText.line(
        Head(whole: whole, images: dataSet.samples(in: .train).count, decay: simulation.decay)))
    for seed in firstSeed..<(firstSeed + seeds) {
      for rule in rule {
        let course = try simulation.course(rule, seed: UInt64(seed), most: most, until: goal * whole)
        try Console.out(JSONText.line(course))
      }
    }
  }
}

extension AcquisitionRule: ExpressibleByArgument {}

extension ReviewSimulateCommand: ModalOptions {
  var modes: [OptionMode] { arguments.labelOptions.modes }
}
