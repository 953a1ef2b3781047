import ArgumentParser
import Foundation
import GoogleCloud
import Support
import Transport

/// `dogbreed cloud cost`: what a job would cost at list prices.
struct CloudCostCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cost",
    abstract: "Estimate what a job costs, from a dated table of list prices, a file, or Google's catalogue.",
    discussion: """
      The table is of us-central1 and knows no spot prices. --catalog asks Google's Cloud Billing Catalog for today's \
      prices of any region, with your credentials; --prices reads a file: {"region": "europe-west4", "date": "2026-11", \
      "machines": {"n2-standard-8": 0.51}, "gpus": {"t4": 0.4}, "spot": {"machines": {}, "gpus": {}}}, in USD an hour. What \
      has no known price is named.

      Examples:
        dogbreed cloud cost --machine n1-standard-8 --gpu t4 --hours 3
        dogbreed cloud cost --machine a3-highgpu-8g --spot --region europe-west4 --catalog
      """)

  @Option(help: "The machine type, as in cloud train --machine.")
  var machine = "n1-standard-8"

  @Option(help: "Its GPU, as in cloud train --gpu (default: none).")
  var gpu: String?

  @Option(help: "The number of machines.")
  var machines = 1

  @Option(help: "How many hours the job runs.")
  var hours = 1.0

  @Option(help: "The region; by default that of the prices, us-central1.")
  var region: String?

  @Flag(help: "As spot machines, which may be preempted.")
  var spot = false

  @Option(help: "A JSON file of prices (default: none).", transform: Place.path)
  var prices: String?

  @Flag(help: "Ask Google's Cloud Billing Catalog for today's prices.")
  var catalog = false

  @Flag(name: .customLong("dry-run"), help: "Print the requests of --catalog, and send nothing.")
  var dryRun = false

  @Flag(help: "The estimate as JSON.")
  var json = false

  func validate() throws {
    if prices != nil, catalog { throw ValidationError("Give --prices or --catalog, not both.") }
    if let region, !CloudPlaceName.region.allows(region) {
      throw ValidationError(CloudPlaceName.region.refusal(of: region, in: "--region"))
    }
  }

  func run() async throws {
    let choice = try MachineText.choice(machine, gpu: gpu)
    if catalog, dryRun {
      let endpoints = try Endpoints(environment: ProcessInfo.processInfo.environment)
      try Console.out(RequestPrinter.text(services.map { BillingCatalog.request($0, endpoints) }, json: json))
      return
    }
    let estimate = try CostEstimate(
      choice, machines: machines, hours: hours, spot: spot, region: region, prices: try await chosen())
    try Console.out(json ? JSONText.pretty(estimate) : estimate.text)
  }

  /// What the machine is sold by.
  private var services: [BillingCatalog.Service] { spot ? [.vertexAI, .computeEngine] : [.vertexAI] }

  private func chosen() async throws -> any Prices {
    if let prices { return try PriceFile(reading: prices) }
    guard catalog else { return PriceTable() }
    let place = region ?? PriceTable().region
    return try await GoogleClient.with { client in
      try await CatalogPrices(reading: BillingCatalog(client), region: place, spot: spot)
    }
  }
}

extension CostEstimate {
  var text: String {
    let what = "\(machines) × \(spot ? "spot " : "")\(machine), \(String(format: "%g", hours)) h"
    guard let hourly, let total, let pricesOf else {
      return "\(what): no price is known for \(unknown.joined(separator: ", ")) (\(source)); --catalog asks Google for "
        + "today's, --prices takes a file."
    }
    return String(
      format: "%@: %.2f USD (%.4f USD per hour), by prices of %@ of %@.\n%@ %@", what, total, hourly, region, pricesOf,
      remark, source)
  }
}

extension CloudCostCommand: ModalOptions {
  var modes: [OptionMode] {
    [
      OptionMode("gpu", isUsed: !machine.contains("+"), "with a --machine that names its GPU"),
      OptionMode("dry-run", isUsed: catalog, "without --catalog, since nothing is sent"),
    ]
  }
}
