import Transport

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
    /// How long the log must be quiet after the job's end: its last lines may become readable up to two minutes late.
    package var drain = Duration.seconds(60)

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
    ///
    /// - resumes: whether it continues from a checkpoint then, and doesn't begin again.
    case preempted(resumes: Bool)
    /// The job has ended; its log is read until it is quiet.
    case draining
    /// These credentials may not read the log; the job is followed without it.
    case unreadable(CloudError)
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
  /// When the last new line came, or the end was known.
  private var quietSince = Duration.zero
  private var isDeaf = false
  private var isOver = false
  private var tail: [LogEntry] = []
  private var errorTail: [LogEntry] = []
  private var preemptions = 0
  private var stateFailures = 0

  /// Begins to follow a job at a time; lines that the cursor saw already aren't told.
  package init(
    timing: Timing = Timing(), budget: ReadBudget = ReadBudget(), cursor: LogCursor = LogCursor(),
    now: Duration = .zero
  ) {
    self.timing = timing
    self.budget = budget
    self.cursor = cursor
    heardAt = now
  }

  /// What to do now.
  package func next(now: Duration) -> Action {
    if isOver || failure != nil { return .end }
    if finalAt == nil, now >= nextState { return .readState }
    if isDeaf { return finalAt == nil ? .wait(max(nextState - now, .milliseconds(1))) : .end }
    let due = max(nextLogs, now + budget.wait(now: now))
    if due <= now { return .readLogs(since: cursor.since, page: cursor.nextPage) }
    var wake = due
    if finalAt == nil { wake = min(wake, nextState) }
    if let limit = hardLimit, cursor.nextPage == nil { wake = min(wake, max(limit, now)) }
    return .wait(max(wake - now, .milliseconds(1)))
  }

  /// When the log counts as quiet.
  private var quietAt: Duration? { finalAt.map { _ in quietSince + timing.drain } }

  /// When the end is reported even if the log can't be read, or never is quiet.
  private var hardLimit: Duration? {
    guard let quietAt, let finalAt else { return nil }
    return min(quietAt + max(timing.interval, .seconds(2)), finalAt + timing.drain * 10 + timing.interval)
  }

  /// Time passed: the end is due if the log's own end could not be read.
  package mutating func tick(now: Duration) -> [Event] {
    guard !isOver, !isDeaf, let limit = hardLimit, now >= limit, cursor.nextPage == nil else { return [] }
    isOver = true
    return [.incomplete]
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
        events.append(.preempted(resumes: new.resumes))
      } else {
        events.append(.state(new.status))
      }
    }
    if new.status.isFinal, finalAt == nil {
      finalAt = now
      quietSince = now
      nextLogs = now
      cursor.deepen()
      if timing.drain > .zero, !isDeaf { events.append(.draining) }
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
    if !new.isEmpty { quietSince = now }
    if cursor.nextPage != nil {
      nextLogs = now
    } else if let quietAt {
      // A line may become readable behind others of a later time: each read goes far back.
      cursor.deepen()
      if now >= quietAt { isOver = true }
      nextLogs = min(now + timing.interval, max(quietAt, now))
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
    // Without rights on logs a job can be followed by its state alone.
    if error.status == 401 || error.status == 403 {
      isDeaf = true
      return contact(now) + [.unreadable(error)]
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
      report: report, lastLines: errorTail.isEmpty ? tail : errorTail, resumes: report.resumes,
      preemptions: preemptions,
      shortage: report.status == .failed ? Shortage(report.error) : nil)
  }
}
