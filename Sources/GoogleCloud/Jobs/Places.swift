/// The machines and regions that a job may run in, in the order to try them.
package struct Places: Sendable {
  package struct Place: Sendable, Equatable, CustomStringConvertible {
    /// The machine to ask for.
    package let machine: MachineChoice
    /// The region to ask in.
    package let region: String

    package init(machine: MachineChoice, region: String) {
      self.machine = machine
      self.region = region
    }

    package var description: String { "\(machine) in \(region)" }
  }

  /// What to do when all places are short.
  package enum AtTheEnd: Sendable, Equatable {
    case giveUp
    /// Begin again after this while.
    case wait(Duration)
  }

  package enum Step: Sendable, Equatable {
    case go(Place)
    case wait(Duration, then: Place)
    case end
  }

  private let all: [Place]
  private let atTheEnd: AtTheEnd
  private var next = 0

  /// Every machine in the first region, then every machine in the next: data and bucket are in the first.
  package init(machines: [MachineChoice], regions: [String], atTheEnd: AtTheEnd) {
    all = regions.flatMap { region in machines.map { Place(machine: $0, region: region) } }
    self.atTheEnd = atTheEnd
  }

  /// The first place, and then, after each shortage, the one that follows. A quota belongs to a region and a kind of
  /// machine, so others are still tried.
  package mutating func advance() -> Step {
    defer { next += 1 }
    if next < all.count { return .go(all[next]) }
    guard case .wait(let pause) = atTheEnd, let first = all.first else { return .end }
    next = 0
    return .wait(pause, then: first)
  }
}
