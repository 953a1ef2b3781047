/// Follows a job: when to poll its state, when to read its log, and when to report the end. Pure, so that every
/// sequence of events can be tested without a job or a network.
///
/// The owner calls `next`, does what it says, and reports the result.
package struct JobWatch: Sendable {
  package struct Timing: Sendable {
    /// The interval between polls of the state, and of the log.
    package var interval = Duration.seconds(10)
    /// How long to wait without a response before giving up.
    package var patience = Duration.seconds(3600)

    package init() {}
  }

  package enum Action: Sendable, Equatable {
    case readState
    case readLogs(since: String?, page: String?)
    case wait(Duration)
    case end
  }

  package enum Event: Sendable {
    case state(JobState)
    case line(LogEntry)
    /// Machines were preempted; waiting for new ones.
    case preempted
    /// The connection broke; retrying.
    case lost(CloudError)
    case back
    /// The log's reading quota is used up; reading more slowly.
    case slowed
    /// The last lines could not be read in time.
    case incomplete
  }

  private let timing: Timing
  private var cursor = LogCursor()
  private var budget: ReadBudget
  private var nextState = Duration.zero
  private var nextLogs = Duration.zero
  private var heardAt: Duration
  private var isLost = false
  private var failure: CloudError?
  private var report: JobReport?
  private var finalAt: Duration?
  /// Complete reads of the log since the end was known.
  private var drains = 0
  private var isOver = false
  private var tail: [LogEntry] = []
  private var errorTail: [LogEntry] = []
  private var preemptions = 0
  private var stateFailures = 0

  /// Begins to follow a job at a time.
  package init(timing: Timing = Timing(), budget: ReadBudget = ReadBudget(), now: Duration = .zero) {
    self.timing = timing
    self.budget = budget
    heardAt = now
  }

  /// What to do now.
  package func next(now: Duration) -> Action {
    if isOver || failure != nil { return .end }
    if finalAt == nil, now >= nextState { return .readState }
    let due = max(nextLogs, now + budget.wait(now: now))
    if due <= now { return .readLogs(since: cursor.since, page: cursor.nextPage) }
    var wake = due
    if finalAt == nil { wake = min(wake, nextState) }
    if let limit = drainLimit, cursor.nextPage == nil { wake = min(wake, limit) }
    return .wait(max(wake - now, .milliseconds(1)))
  }

  /// When the end is reported even if the log can't be read completely.
  private var drainLimit: Duration? { finalAt.map { $0 + timing.interval } }

  /// Time passed: the end is due if the log's own end could not be read.
  package mutating func tick(now: Duration) -> [Event] {
    guard !isOver, let limit = drainLimit, now >= limit, cursor.nextPage == nil else { return [] }
    isOver = true
    return drains == 0 ? [.incomplete] : []
  }

  /// Takes in a report of the job, and returns what is new.
  package mutating func heard(_ new: JobReport, now: Duration) -> [Event] {
    var events = contact(now)
    nextState = now + timing.interval
    stateFailures = 0
    let before = report?.status
    report = new
    if new.status != before {
      if before == .running, new.status.isWaiting {
        preemptions += 1
        events.append(.preempted)
      } else {
        events.append(.state(new.status))
      }
    }
    if new.status.isFinal, finalAt == nil {
      finalAt = now
      nextLogs = now
      cursor.deepen()
    }
    return events
  }

  /// Takes in a page of the log, and returns what is new.
  package mutating func heard(_ page: LogPage, now: Duration) -> [Event] {
    var events = contact(now)
    budget.read(now: now)
    budget.succeeded()
    let new = cursor.consume(page)
    for entry in new { remember(entry) }
    events += new.map { .line($0) }
    if cursor.nextPage != nil {
      nextLogs = now
    } else if let finalAt {
      drains += 1
      // The job's last lines may become readable a little later: read once more, just before the end is due.
      nextLogs = max(now, finalAt + timing.interval * 0.7)
      if drains >= 2 { isOver = true }
    } else {
      nextLogs = now + timing.interval
    }
    return events
  }

  /// The state could not be read.
  package mutating func failedState(_ error: CloudError, now: Duration) -> [Event] {
    // Retry soon at first, so that one broken response doesn't delay the end.
    stateFailures += 1
    nextState = now + timing.interval * min(1, 0.2 * Double(stateFailures))
    return failed(error, now: now)
  }

  /// The log could not be read.
  package mutating func failedLogs(_ error: CloudError, now: Duration) -> [Event] {
    budget.read(now: now)
    cursor.restart()
    nextLogs = now + timing.interval * (finalAt == nil ? 1 : 0.2)
    if error.status == 429 {
      budget.refused(retryAfter: error.retryAfter, now: now)
      return contact(now) + [.slowed]
    }
    return failed(error, now: now)
  }

  private mutating func failed(_ error: CloudError, now: Duration) -> [Event] {
    let mayPass = error.isTransient || error.kind == .corrupt || error.kind == .deadline
    guard mayPass, now - heardAt < timing.patience else {
      // A finished job is a result even without its log.
      if finalAt == nil { failure = error }
      return []
    }
    guard !isLost else { return [] }
    isLost = true
    return [.lost(error)]
  }

  private mutating func contact(_ now: Duration) -> [Event] {
    heardAt = now
    guard isLost else { return [] }
    isLost = false
    return [.back]
  }

  private mutating func remember(_ entry: LogEntry) {
    tail = Array((tail + [entry]).suffix(Self.tailLength))
    if entry.severity >= .error { errorTail = Array((errorTail + [entry]).suffix(Self.tailLength)) }
  }

  private static let tailLength = 10

  /// The outcome, after `end`. Throws the `CloudError` that made following impossible.
  package func outcome() throws(CloudError) -> JobOutcome {
    if let failure { throw failure }
    guard let report else { throw CloudError(.deadline, "There was no response about the job") }
    return JobOutcome(
      report: report, lastLines: errorTail.isEmpty ? tail : errorTail, preemptions: preemptions,
      shortage: report.status == .failed ? Shortage(report.error) : nil)
  }
}
