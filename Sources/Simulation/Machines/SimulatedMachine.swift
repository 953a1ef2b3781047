import Serving
import Support

/// One machine in simulated time: images go through the server's own queue into its slots, whose images share the cores.
struct SimulatedMachine {
  /// An image that came to the machine.
  struct Image {
    /// When it came, in seconds.
    let arrival: Double
    /// Seconds of a core that are left of its work.
    var work: Double
  }

  /// What becomes of an image that comes.
  enum Reception { case taken, refused }

  let kind: MachineKind
  private var queue: SlotQueue<Image>
  private var running: [(slot: Int, began: Double, image: Image)] = []
  private var waiting: [(ticket: SlotQueue<Image>.Ticket, deadline: Double)] = []
  private var firstWaiting = 0
  private(set) var useTime = UseTime()
  private var now = 0.0
  /// Seconds of all cores that were worked in.
  private(set) var busy = 0.0
  /// Seconds after which those that were turned away are to come again, as the last was told.
  private(set) var retryAfter = 0

  init(_ kind: MachineKind, at time: Double) {
    self.kind = kind
    queue = SlotQueue(slots: kind.width, depth: kind.queue)
    now = time
  }

  var waitingCount: Int { queue.waitingCount }
  var runningCount: Int { queue.runningCount }
  var isEmpty: Bool { running.isEmpty && waitingCount == 0 }

  /// How fast each image's work is done: a core's speed, or less where images share cores.
  private var speed: Double { min(1, Double(kind.cores) / Double(max(1, running.count))) }

  /// When the next image is done, if none comes before; infinite where none is worked on.
  var nextEnd: Double {
    var least = Double.infinity
    for place in running.indices { least = min(least, running[place].image.work) }
    return now + least / speed
  }

  /// Lets the images' work go on until a moment.
  mutating func advance(to time: Double) {
    let passed = max(0, time - now)
    let done = passed * speed
    for index in running.indices { running[index].image.work -= done }
    busy += passed * Double(min(running.count, kind.cores))
    now = max(now, time)
  }

  /// Takes an image in, or not, as the server would.
  mutating func arrive(_ work: Double, at time: Double, givenUp: (Double) -> Void) -> Reception {
    advance(to: time)
    withdraw(givenUp)
    let ticket = queue.issueTicket()
    let image = Image(arrival: time, work: work)
    switch queue.arrive(ticket, image) {
    case .slot(let slot):
      running.append((slot, time, image))
      return .taken
    case .waits:
      waiting.append((ticket, time + kind.deadline))
      return .taken
    case .refused:
      retryAfter = useTime.retryAfter(taken: waitingCount + runningCount, width: kind.width)
      return .refused
    }
  }

  /// Ends the image whose work is done first, gives its slot to the one that waits longest, and returns when it had come.
  mutating func finish(at time: Double, givenUp: (Double) -> Void) -> Double? {
    advance(to: time)
    withdraw(givenUp)
    guard let index = running.indices.min(by: { running[$0].image.work < running[$1].image.work }) else { return nil }
    let (slot, began, image) = running.remove(at: index)
    useTime.note(seconds: time - began)
    if let next = queue.leave(slot) { running.append((slot, time, next)) }
    return image.arrival
  }

  /// Takes out of the queue those that have waited as long as a request may take.
  private mutating func withdraw(_ givenUp: (Double) -> Void) {
    while firstWaiting < waiting.count {
      let (ticket, deadline) = waiting[firstWaiting]
      // Those that have a slot meanwhile are no longer there; they had come before all others.
      guard deadline <= now || waiting.count - firstWaiting > queue.waitingCount else { break }
      if let gone = queue.withdraw(ticket) { givenUp(gone.arrival) }
      firstWaiting += 1
    }
    if firstWaiting > 1024 {
      waiting.removeFirst(firstWaiting)
      firstWaiting = 0
    }
  }
}
