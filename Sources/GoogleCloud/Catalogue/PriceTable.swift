import Transport

/// Google's list prices of custom training in us-central1, USD per hour, each with the day it was read or noted.
///
/// They are for comparing machines and orders of magnitude; the bill follows Google's price page on the day, for the
/// region. Unknown prices are nil, never guessed.
package enum PriceTable {
  package struct Price: Sendable, Hashable {
    /// USD per hour.
    package let amount: Double
    /// The day or month that the price is of, as ISO 8601.
    package let date: String
  }

  /// The region that the prices are of.
  package static let region = "us-central1"
  /// Where they were read.
  package static let source = "https://cloud.google.com/vertex-ai/pricing"

  /// Published on the page on that day.
  private static let read = "2026-10-07"
  /// From the page as it stood then, not looked at since.
  private static let older = "2025-06"

  /// The machine without separately billed GPUs; nil if no price is known.
  package static func machine(_ name: String) -> Price? {
    if let cores = cores(name, "n1-standard-") { return Price(amount: 0.21849885 / 4 * cores, date: read) }
    if let cores = cores(name, "n1-highmem-") { return Price(amount: 0.0680242 * cores, date: older) }
    if let cores = cores(name, "e2-standard-") { return Price(amount: 0.154126276 / 4 * cores, date: older) }
    return whole[name].map { Price(amount: $0, date: older) }
  }

  /// One GPU; nil where no price is known, or where it is part of the machine's.
  package static func accelerator(_ kind: Accelerator) -> Price? {
    switch kind {
    case .t4: Price(amount: 0.4025, date: older)
    case .p4: Price(amount: 0.69, date: older)
    case .p100: Price(amount: 1.679, date: older)
    case .v100: Price(amount: 2.852, date: older)
    case .h100: Price(amount: 9.79655057, date: read)
    case .l4, .a100, .a100Large, .h100Mega, .h200, .b200, .rtxPro: nil
    }
  }

  /// Prices that include the machine's own GPUs.
  private static let whole: [String: Double] = [
    "g2-standard-4": 0.8129, "g2-standard-8": 0.9817, "g2-standard-12": 1.1504, "g2-standard-16": 1.3193,
    "g2-standard-24": 2.3009, "g2-standard-32": 1.9945, "g2-standard-48": 4.6017, "g2-standard-96": 9.2035,
    "a2-highgpu-1g": 4.4252, "a2-highgpu-2g": 8.8505, "a2-highgpu-4g": 17.7010, "a2-highgpu-8g": 35.4020,
  ]

  private static func cores(_ name: String, _ prefix: String) -> Double? {
    name.hasPrefix(prefix) ? Double(name.dropFirst(prefix.count)) : nil
  }
}

/// An estimate of a job's cost.
package struct CostEstimate: Sendable, Encodable {
  /// The machine with its accelerators.
  package let machine: String
  /// How many machines.
  package let machines: Int
  /// Hours that each runs.
  package let hours: Double
  /// USD per hour of all machines; nil where a part has no known price.
  package let hourly: Double?
  /// US dollars for all; nil where a price is unknown.
  package let total: Double?
  /// The oldest date among the prices used.
  package let pricesOf: String?
  /// The region that the prices are of.
  package let region: String
  /// Where they were read.
  package let source: String
  /// What the estimate leaves out, as a sentence.
  package let remark: String

  /// Throws `CloudError` of kind `usage` for implausible hours or machines.
  package init(_ choice: MachineChoice, machines: Int, hours: Double) throws(CloudError) {
    guard hours > 0, hours <= 100_000, hours.isFinite, (1...1000).contains(machines) else {
      throw CloudError(.usage, "Give hours above 0 and from 1 to 1000 machines")
    }
    machine = choice.description
    self.machines = machines
    self.hours = hours
    let parts = Self.parts(choice)
    hourly = parts.map { $0.reduce(0) { $0 + $1.amount } * Double(machines) }
    total = hourly.map { $0 * hours }
    pricesOf = parts?.map(\.date).min()
    region = PriceTable.region
    source = PriceTable.source
    remark = "List prices without discounts, spot, disks and traffic; check them before relying on them."
  }

  private static func parts(_ choice: MachineChoice) -> [PriceTable.Price]? {
    guard let machine = PriceTable.machine(choice.machine.name) else { return nil }
    guard let kind = choice.accelerator, choice.machine.own == nil else { return [machine] }
    guard let one = PriceTable.accelerator(kind) else { return nil }
    return [machine, PriceTable.Price(amount: one.amount * Double(choice.count), date: one.date)]
  }
}
