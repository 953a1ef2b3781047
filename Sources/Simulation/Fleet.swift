/// The machines that there are: those that start, serve, and end what they have.
struct Fleet {
  enum Phase: Equatable {
    case starting(until: Double)
    case serving
    case draining
  }

  struct Member {
    var machine: SimulatedMachine
    var phase: Phase
    let asked: Double
    /// The last minute's looks at how many images waited, and were worked on.
    var looks: [(waiting: Int, running: Int)] = []
    var busyBefore = 0.0

    var isGone: Bool { phase == .draining && machine.isEmpty }
  }

  let kind: MachineKind
  private(set) var members: [Member] = []
  /// When each member's next image is done.
  private(set) var ends: [Double] = []
  /// Members that take images.
  private(set) var serving: [Int] = []
  /// When the next machine is ready; infinite where none starts.
  private(set) var nextReady = Double.infinity
  /// Seconds of all machines that are gone.
  private(set) var seconds = 0.0
  private(set) var busy = 0.0
  /// Seconds in which machines served.
  private(set) var served = 0.0

  init(_ kind: MachineKind) { self.kind = kind }

  /// How many there are, without those that only end what they have.
  var count: Int { members.count { $0.phase != .draining } }
  var isIdle: Bool { members.allSatisfy(\.machine.isEmpty) }

  /// Changes one machine, and notes when it is done next.
  mutating func with<Value>(_ index: Int, _ body: (inout SimulatedMachine) -> Value) -> Value {
    let value = body(&members[index].machine)
    ends[index] = members[index].machine.nextEnd
    return value
  }

  /// Starts machines until there are so many, or ends those that were asked for last.
  mutating func resize(to wanted: Int, at time: Double, readyAt ready: Double) {
    while count < wanted {
      members.append(
        Member(
          machine: SimulatedMachine(kind, at: ready),
          phase: ready <= time ? .serving : .starting(until: ready), asked: time))
    }
    for index in members.indices.reversed() where count > wanted && members[index].phase != .draining {
      members[index].phase = .draining
    }
    settle(at: time)
  }

  /// Lets machines serve whose time has come, and takes out those that are told to end and have nothing left.
  mutating func settle(at time: Double) {
    for index in members.indices {
      if case .starting(let ready) = members[index].phase, ready <= time { members[index].phase = .serving }
    }
    for member in members where member.isGone { add(member, until: time) }
    members.removeAll(where: \.isGone)
    ends = members.map(\.machine.nextEnd)
    serving = members.indices.filter { members[$0].phase == .serving }
    nextReady = members.reduce(.infinity) { soonest, member in
      if case .starting(let time) = member.phase { min(soonest, time) } else { soonest }
    }
  }

  private mutating func add(_ member: Member, until time: Double) {
    seconds += time - member.asked
    busy += member.machine.busy
    served += max(0, time - member.asked - kind.start)
  }

  /// Ends all, and counts their time.
  mutating func close(at time: Double) {
    for member in members { add(member, until: time) }
    members = []
    settle(at: time)
  }

  /// What the machines that serve show at a moment, a period after the last.
  mutating func samples(at time: Double) -> [Autoscaler.Sample] {
    serving.map { index in
      with(index) { $0.advance(to: time) }
      var member = members[index]
      let used = (member.machine.busy - member.busyBefore) / (Autoscaler.period * Double(kind.cores))
      member.busyBefore = member.machine.busy
      member.looks = member.looks.suffix(3) + [(member.machine.waitingCount, member.machine.runningCount)]
      members[index] = member
      let images = (member.looks.map(\.waiting).max() ?? 0) + (member.looks.map(\.running).max() ?? 0)
      return Autoscaler.Sample(processors: used, images: Double(images))
    }
  }
}
