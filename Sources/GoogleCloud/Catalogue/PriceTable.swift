/// Google's list prices of custom training in us-central1, each with the day it was read or noted.
///
/// They are for comparing machines and orders of magnitude; the bill follows Google's price page on the day, for the
/// region.
package struct PriceTable: Prices {
  package let region = "us-central1"
  package let source = "https://cloud.google.com/vertex-ai/pricing"
  package let remark = "List prices without discounts, disks and traffic; check them before relying on them."

  /// Published on the page on that day.
  private static let read = "2026-10-07"
  /// From the page as it stood then, not looked at since.
  private static let older = "2025-06"

  package init() {}

  package func parts(of choice: MachineChoice, spot: Bool) -> PricedParts {
    var parts = PricedParts()
    let mark = spot ? "spot " : ""
    parts.add(spot ? nil : Self.machine(choice.machine.name), named: mark + choice.machine.name)
    if let kind = choice.accelerator, choice.machine.own == nil {
      parts.add(spot ? nil : Self.accelerator(kind), times: Double(choice.count), named: mark + kind.rawValue)
    }
    return parts
  }

  /// The machine without separately billed GPUs; nil if no price is known.
  private static func machine(_ name: String) -> Price? {
    if let cores = cores(name, "n1-standard-") { return Price(amount: 0.21849885 / 4 * cores, date: read) }
    if let cores = cores(name, "n1-highmem-") { return Price(amount: 0.0680242 * cores, date: older) }
    if let cores = cores(name, "e2-standard-") { return Price(amount: 0.154126276 / 4 * cores, date: older) }
    // Eight cards, cores and memory as an invoice of that month lists them.
    if name == "a3-highgpu-8g" { return Price(amount: 101.007352, date: "2025-08") }
    return whole[name].map { Price(amount: $0, date: older) }
  }

  /// One GPU; nil where no price is known, or where it is part of the machine's.
  private static func accelerator(_ kind: Accelerator) -> Price? {
    switch kind {
    case .t4: Price(amount: 0.4025, date: older)
    case .p4: Price(amount: 0.69, date: older)
    case .p100: Price(amount: 1.679, date: older)
    case .v100: Price(amount: 2.852, date: older)
    case .l4, .a100, .a100Large, .h100, .h100Mega, .h200, .b200, .rtxPro: nil
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
