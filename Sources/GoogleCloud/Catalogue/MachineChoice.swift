import Transport

/// A machine type with its GPUs, checked to be compatible.
package struct MachineChoice: Sendable, Hashable, CustomStringConvertible {
  /// The machine type.
  package let machine: Machine
  /// The kind of GPU; nil for none.
  package let accelerator: Accelerator?
  /// GPUs per machine; 0 for none.
  package let count: Int

  /// Throws `CloudError` of kind `usage` for GPUs that aren't compatible with the machine, naming those that are.
  ///
  /// A machine with built-in GPUs needs none named.
  package init(_ machine: Machine, _ accelerator: Accelerator? = nil, count: Int? = nil) throws(CloudError) {
    self.machine = machine
    if let own = machine.own {
      guard (accelerator ?? own.kind) == own.kind, (count ?? own.count) == own.count else {
        throw CloudError(
          .usage,
          "\(machine.name) comes with \(own.count) × \(own.kind.rawValue): leave out --gpu, or use another --machine")
      }
      (self.accelerator, self.count) = (own.kind, own.count)
      return
    }
    guard let accelerator else {
      (self.accelerator, self.count) = (nil, 0)
      return
    }
    guard machine.name.hasPrefix("n1-"), let counts = Machine.attachable[accelerator] else {
      let hosts = Machine.all.filter { $0.own?.kind == accelerator }.map(\.name)
      let fitting = hosts.isEmpty ? "the n1 machines" : hosts.joined(separator: ", ")
      throw CloudError(
        .usage, "The GPU \(accelerator.rawValue) isn't available with \(machine.name); use \(fitting)")
    }
    let wanted = count ?? counts.filter { machine.cores <= $0.value }.map(\.key).min() ?? 1
    guard let most = counts[wanted] else {
      let list = counts.keys.sorted().map(String.init).joined(separator: ", ")
      throw CloudError(.usage, "\(wanted) × \(accelerator.rawValue) isn't an available count; choose from \(list)")
    }
    guard machine.cores <= most else {
      throw CloudError(
        .usage,
        "\(wanted) × \(accelerator.rawValue) goes with at most \(most) cores, and \(machine.name) has \(machine.cores)")
    }
    (self.accelerator, self.count) = (accelerator, wanted)
  }

  /// Reads `n1-standard-8`, `n1-standard-8+t4` or `n1-standard-8+t4:2`.
  package init(parsing text: String) throws(CloudError) {
    let parts = text.split(separator: "+", maxSplits: 1).map(String.init)
    guard let name = parts.first else { throw CloudError(.usage, "The machine name is empty") }
    let machine = try Machine(named: name)
    guard parts.count == 2 else {
      try self.init(machine)
      return
    }
    let (kind, count) = try Self.gpu(parts[1])
    try self.init(machine, kind, count: count)
  }

  /// Reads `t4` or `t4:2`.
  package static func gpu(_ text: String) throws(CloudError) -> (Accelerator, Int?) {
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    guard let name = parts.first, let kind = Accelerator(named: name) else {
      let known = Accelerator.allCases.map(\.rawValue).joined(separator: ", ")
      throw CloudError(.usage, "There is no GPU \(text); known ones are: \(known)")
    }
    guard parts.count == 2 else { return (kind, nil) }
    guard let count = Int(parts[1]), count > 0 else {
      throw CloudError(.usage, "\(text) is not a GPU with a count, such as \(kind.rawValue):2")
    }
    return (kind, count)
  }

  /// As it is parsed.
  package var description: String {
    guard let accelerator, machine.own == nil else { return machine.name }
    return "\(machine.name)+\(accelerator.rawValue)" + (count > 1 ? ":\(count)" : "")
  }
}
