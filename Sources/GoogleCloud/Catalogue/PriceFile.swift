import Foundation
import Support
import Transport

/// Prices from a file of the user's: a contract's, another region's, or of machines that no table knows.
package struct PriceFile: Prices, Decodable {
  private struct Hourly: Decodable, Sendable {
    /// US dollars per hour by machine type, its own GPUs included.
    let machines: [String: Double]?
    /// US dollars per hour of one attached GPU, by its common name.
    let gpus: [String: Double]?
  }

  package let region: String
  /// The day or month that the prices are of.
  private let date: String
  private let machines: [String: Double]?
  private let gpus: [String: Double]?
  /// The same for machines that may be preempted.
  private let spot: Hourly?
  /// Its path, set once it was read.
  package private(set) var source = ""

  private enum CodingKeys: String, CodingKey, CaseIterable { case region, date, machines, gpus, spot }

  package var remark: String { "Prices of the file, nothing added to them." }

  /// Reads a JSON object with `region`, `date`, `machines`, `gpus`, `spot`. Throws `CloudError` of kind `usage`.
  package init(reading path: String) throws(CloudError) {
    let data: Data
    do throws(FileError) {
      data = Data(try RegularFile.contents(of: path, limit: 4 << 20))
    } catch {
      throw CloudError(.usage, "\(path) can't be read: \(error.reason)")
    }
    do {
      self = try JSONDecoder().decode(PriceFile.self, from: data)
    } catch {
      throw CloudError(
        .usage,
        "\(path) is not a list of prices, such as {\"region\": \"europe-west4\", \"date\": \"2026-11\", \"machines\": "
          + "{\"n2-standard-8\": 0.51}, \"gpus\": {\"t4\": 0.4}, \"spot\": {\"machines\": {}}}")
    }
    source = path
    let all = [machines, gpus, spot?.machines, spot?.gpus].compactMap { $0 }
    for (name, amount) in all.joined() where !(amount >= 0 && amount < 1e6) {
      throw CloudError(.usage, "\(path) says that \(name.prefix(60)) costs \(amount) USD an hour, which can't be")
    }
  }

  package func parts(of choice: MachineChoice, spot isSpot: Bool) -> PricedParts {
    var parts = PricedParts()
    let (machines, gpus) = isSpot ? (spot?.machines, spot?.gpus) : (machines, gpus)
    let mark = isSpot ? "spot " : ""
    let name = choice.machine.name
    parts.add((machines?[name]).map { Price(amount: $0, date: date) }, named: mark + name)
    if let kind = choice.accelerator, choice.machine.own == nil {
      let one = gpus?.first { Accelerator(named: $0.key) == kind }?.value
      parts.add(
        one.map { Price(amount: $0, date: date) }, times: Double(choice.count), named: mark + kind.rawValue)
    }
    return parts
  }
}
