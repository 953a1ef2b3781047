import Transport

/// An estimate of a job's cost.
package struct CostEstimate: Sendable, Encodable {
  /// The machine with its accelerators.
  package let machine: String
  /// How many machines.
  package let machines: Int
  /// Hours that each runs.
  package let hours: Double
  /// Whether they may be preempted.
  package let spot: Bool
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
  /// The parts whose price is not known.
  package let unknown: [String]

  /// Throws `CloudError` of kind `usage` for implausible hours or machines.
  ///
  /// - region: where the machines are; prices of another region are none. Nil takes the prices' own.
  package init(
    _ choice: MachineChoice, machines: Int, hours: Double, spot: Bool = false, region: String? = nil,
    prices: any Prices = PriceTable()
  ) throws(CloudError) {
    guard hours > 0, hours <= 100_000, hours.isFinite, (1...1000).contains(machines) else {
      throw CloudError(.usage, "Give hours above 0 and from 1 to 1000 machines")
    }
    machine = choice.description
    (self.machines, self.hours, self.spot) = (machines, hours, spot)
    self.region = region ?? prices.region
    (source, remark) = (prices.source, prices.remark)
    var parts = prices.parts(of: choice, spot: spot)
    if self.region != prices.region {
      parts = PricedParts()
      parts.missing = ["\(choice) in \(self.region), since these prices are of \(prices.region)"]
    }
    unknown = parts.missing
    let sum = parts.prices.reduce(0) { $0 + $1.amount } * Double(machines)
    hourly = parts.missing.isEmpty ? sum : nil
    total = hourly.map { $0 * hours }
    pricesOf = parts.prices.map(\.date).min()
  }
}
