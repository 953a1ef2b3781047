import ArgumentParser
import Foundation
import NeuralNetwork
import Simulation
import Support

/// `dogbreed bench-bursts`: a day of arrivals in simulated time, for `Benchmarks/scale`.
struct BenchBurstsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench-bursts",
    abstract: "Simulate a day of arrivals through the server's own admission, with machines that come and go.",
    shouldDisplay: false)

  @Option(help: "Images per second in the mean of the day, without bursts.")
  var rate = 38.6

  @Option(help: "How far the rate swings around the mean, as a share of it.")
  var swing = 0.6

  @Option(help: "How many bursts the day has.")
  var bursts = 6

  @Option(help: "How many seconds each burst takes.")
  var burstSeconds = 600.0

  @Option(help: "How many times as many images come in a burst.")
  var burstFactor = 4.0

  @Option(help: "Images per second that a machine answers with all its cores.")
  var machineRate = 89.0

  @Option(help: "Cores of a machine.")
  var cores = 2

  @Option(help: "Images that may wait in a machine.")
  var queue = 64

  @Option(help: "Seconds after which a request is given up.")
  var deadline = 30.0

  @Option(help: "Seconds from asking for a machine to its first answer.")
  var start = 0.83

  @Option(help: "What the number of machines follows: cpu, images or fixed.")
  var rule = Rule.images

  @Option(help: "The rule's target for each machine: a share of its cores, or images (default: 0.7 and 4).")
  var target: Double?

  @Option(help: "The fewest machines.")
  var least = 2

  @Option(help: "The most machines.")
  var most = 100

  @Option(help: "What a core costs an hour.")
  var price = 0.0546

  @Option(help: "What chance is drawn from.")
  var seed: UInt64 = 1

  enum Rule: String, ExpressibleByArgument, CaseIterable { case cpu, images, fixed }

  /// What is printed: the result, with what it costs.
  private struct Report: Encodable {
    let rule: String, target: Double, start: Double
    let result: SimulationResult
    let share: Double, price: Double, pricePerMillion: Double
  }

  func validate() throws {
    let positive = [rate, burstSeconds, burstFactor, machineRate, deadline, target ?? 1]
    guard positive.allSatisfy({ $0 > 0 && $0.isFinite }), (0...1).contains(swing), start >= 0, cores > 0, queue >= 0,
      bursts >= 0, burstSeconds < Arrivals.day, (1...10_000).contains(least), (least...10_000).contains(most)
    else { throw ValidationError("Rates, times and counts must be positive, and --swing from 0 to 1.") }
  }

  func run() async throws {
    var generator = SplitMix64(seed: seed)
    let arrivals = Arrivals(
      mean: rate, swing: swing,
      bursts: Arrivals.bursts(bursts, of: burstSeconds, times: burstFactor, using: &generator))
    let (scaling, target): (Autoscaler.Rule, Double) =
      switch rule {
      case .cpu: (.processors(target: target ?? 0.7), target ?? 0.7)
      case .images: (.images(target: target ?? 4), target ?? 4)
      case .fixed: (.fixed, 0)
      }
    let result = BurstSimulation(
      arrivals: arrivals, work: .constant(Double(cores) / machineRate),
      kind: MachineKind(cores: cores, queue: queue, deadline: deadline, start: start),
      scaling: Autoscaler(scaling, least: least, most: most)
    ).run(using: &generator)
    let money = result.machineHours * Double(cores) * price
    try Console.out(
      JSONText.pretty(
        Report(
          rule: rule.rawValue, target: target, start: start, result: result, share: result.share, price: money,
          pricePerMillion: money / Double(max(1, result.answered)) * 1e6)))
  }
}
