/// What one thing costs by the hour.
package struct Price: Sendable, Hashable {
  /// US dollars per hour.
  package let amount: Double
  /// The day or month that the price is of, as ISO 8601.
  package let date: String

  package init(amount: Double, date: String) {
    self.amount = amount
    self.date = date
  }
}

/// The prices of a machine's parts, as far as they are known.
package struct PricedParts: Sendable, Equatable {
  /// What each known part costs, multiplied by how many there are.
  package var prices: [Price] = []
  /// Names of the parts whose price is not known.
  package var missing: [String] = []

  package init() {}

  /// Adds a part, or notes that its price is not known.
  package mutating func add(_ price: Price?, times: Double = 1, named name: String) {
    if let price {
      prices.append(Price(amount: price.amount * times, date: price.date))
    } else {
      missing.append(name)
    }
  }
}

/// Where prices of machines come from. An unknown price is said, never guessed.
package protocol Prices: Sendable {
  /// The region that the prices are of.
  var region: String { get }
  /// Where they were read.
  var source: String { get }
  /// What they leave out, as a sentence.
  var remark: String { get }
  /// The parts that a machine's price is the sum of.
  ///
  /// - spot: Whether it may be preempted.
  func parts(of choice: MachineChoice, spot: Bool) -> PricedParts
}
