import Transport

/// Today's list prices of a region's machines, put together from what Google's catalogue sells there.
///
/// A machine is billed by its cores, its memory and its GPUs. On demand, Vertex AI sells all three with its fee in them;
/// what may be preempted is Compute Engine's, and the fee comes on top.
package struct CatalogPrices: Prices {
  package let region: String
  package let source = "https://cloudbilling.googleapis.com"
  package let remark = "List prices without discounts, disks and traffic."
  /// By what is sold, in plain words; nil where several things are called that.
  private let prices: [String: Price?]

  /// - items: what is sold in the region.
  package init(_ items: [BillingCatalog.Item], region: String) {
    self.region = region
    var prices: [String: Price?] = [:]
    for item in items {
      guard let price = item.price else { continue }
      let name = Self.plain(item.description)
      let isNew = prices[name] == nil
      prices.updateValue(isNew || prices[name] == .some(price) ? price : nil, forKey: name)
    }
    self.prices = prices
  }

  /// Reads what is needed for a machine. Throws `CloudError`.
  package init(reading catalog: BillingCatalog, region: String, spot: Bool) async throws(CloudError) {
    var items = try await catalog.items(of: .vertexAI, in: region)
    if spot { items += try await catalog.items(of: .computeEngine, in: region) }
    self.init(items, region: region)
  }

  /// A description in lower case, without the place, and without words that come and go: `Vertex AI: Training/Pipelines on
  /// N1 Predefined Instance Core running in Iowa` becomes `vertex ai: training/pipelines on n1 core`.
  static func plain(_ description: String) -> String {
    let words = description.lowercased().split(separator: " ").map(String.init)
    let place = words.lastIndex(of: "in") ?? words.endIndex
    let empty: Set = ["predefined", "instance", "running", "nvidia", "tesla", "gpu"]
    return words[..<place].filter { !empty.contains($0) }.joined(separator: " ")
  }

  package func parts(of choice: MachineChoice, spot: Bool) -> PricedParts {
    var parts = PricedParts()
    let machine = choice.machine
    let family = machine.name.split(separator: "-").first.map(String.init) ?? ""
    add(["\(family) core"], times: Double(machine.cores), spot: spot, to: &parts)
    add(["\(family) ram"], times: Double(machine.memory), spot: spot, to: &parts)
    if let kind = choice.accelerator {
      add(Self.names(of: kind), times: Double(choice.count), spot: spot, isGPU: true, to: &parts)
    }
    return parts
  }

  private func add(
    _ names: [String], times: Double, spot: Bool, isGPU: Bool = false, to parts: inout PricedParts
  ) {
    let training = "vertex ai: training/pipelines"
    func find(_ words: (String) -> String) -> Price? { names.compactMap { prices[words($0)] ?? nil }.first }
    guard spot else {
      parts.add(find { "\(training) on \($0)" }, times: times, named: names[0])
      return
    }
    let machine = find { isGPU ? "\($0) attached to spot preemptible vms" : "spot preemptible \($0)" }
    parts.add(machine, times: times, named: "spot \(names[0])")
    parts.add(find { "\(training) management fee on \($0)" }, times: times, named: "Vertex AI's fee on \(names[0])")
  }

  /// What the catalogue may call a GPU, without its maker's words.
  private static func names(of kind: Accelerator) -> [String] {
    switch kind {
    case .p4, .t4, .p100, .v100, .l4: [kind.rawValue]
    case .a100: ["a100", "a100 40gb"]
    case .a100Large: ["a100 80gb"]
    case .h100: ["h100 80gb", "h100"]
    case .h100Mega: ["h100 mega 80gb", "h100 80gb mega", "h100 mega"]
    case .h200: ["h200 141gb", "h200"]
    case .b200: ["b200"]
    case .rtxPro: ["rtx pro 6000"]
    }
  }
}
