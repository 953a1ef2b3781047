import ArgumentParser
import Foundation
import GoogleCloud
import Support
import Transport

/// `dogbreed cloud cost`: what a job would cost at list prices.
struct CloudCostCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cost",
    abstract: "Estimate what a job costs, from a dated table of list prices.",
    discussion: """
      Examples:
        dogbreed cloud cost --hours 3
        dogbreed cloud cost --machine n1-standard-8 --gpu t4 --hours 3
      """)

  @Option(help: "The machine type, as in cloud train --machine.")
  var machine = "n1-standard-8"

  @Option(help: "Its GPU, as in cloud train --gpu (default: none).")
  var gpu: String?

  @Option(help: "The number of machines.")
  var machines = 1

  @Option(help: "How many hours the job runs.")
  var hours = 1.0

  @Flag(name: .customLong("dry-run"), help: "Accepted for consistency: no request is ever sent.")
  var dryRun = false

  @Flag(help: "The estimate as JSON.")
  var json = false

  func run() throws {
    let estimate = try CostEstimate(MachineText.choice(machine, gpu: gpu), machines: machines, hours: hours)
    try Console.out(json ? JSONText.pretty(estimate) : estimate.text)
  }
}

/// A machine as it is named on the command line.
enum MachineText {
  /// `--machine n1-standard-8 --gpu t4:2`, or all in the one `--machine n1-standard-8+t4:2`. Throws `CloudError`.
  static func choice(_ machine: String, gpu: String?) throws(CloudError) -> MachineChoice {
    try MachineChoice(parsing: gpu.map { machine.contains("+") ? machine : "\(machine)+\($0)" } ?? machine)
  }
}

extension CostEstimate {
  var text: String {
    let what = "\(machines) × \(machine), \(String(format: "%g", hours)) h"
    guard let hourly, let total, let pricesOf else {
      return "\(what): no price is known; see \(source)."
    }
    return String(
      format: "%@: %.2f USD (%.4f USD per hour), by %@ list prices of %@.\n%@ %@", what, total, hourly, region,
      pricesOf,
      remark, source)
  }
}

extension CloudCostCommand: ModalOptions {
  var modes: [OptionMode] {
    [
      OptionMode("gpu", isUsed: !machine.contains("+"), "with a --machine that names its GPU"),
      OptionMode("dry-run", isUsed: false, "here, since nothing is ever sent"),
    ]
  }
}
