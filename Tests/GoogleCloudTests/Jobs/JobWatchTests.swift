import Foundation
import GoogleCloud
import Support
import TestSupport
import Testing
import Transport

/// The watch against scripted lives of a job, in a time of its own: nothing waits, nothing is sent.
@Suite struct JobWatchTests {
  /// A job's life: states and log lines by the second, and when the network is away.
  struct Life: Sendable {
    var states: [(at: Double, name: String)]
    /// When a line was written, when it can be read, and how grave it is.
    var lines: [(written: Double, readable: Double, severity: String)] = []
    var away: [ClosedRange<Double>] = []
    var error: (code: Int, message: String)?

    var end: Double { states.last?.at ?? 0 }

    func state(at time: Double) -> String { states.last { $0.at <= time }?.name ?? "QUEUED" }
    func isAway(at time: Double) -> Bool { away.contains { $0.contains(time) } }
  }

  /// What a followed life came to.
  struct Course {
    var outcome: JobOutcome
    var lines: [String] = []
    var events: [String] = []
    /// When the end was reported, in seconds.
    var told = 0.0
    var logReadings: [Double] = []
  }

  static let zero = 1_790_000_000.0

  static func report(_ life: Life, at time: Double) throws -> JobReport {
    let state = life.state(at: time)
    var object: [String: Any] = [
      "name": "projects/p/locations/r/customJobs/1", "displayName": "job", "state": "JOB_STATE_\(state)",
    ]
    if let error = life.error, ["FAILED", "EXPIRED"].contains(state) {
      object["error"] = ["code": error.code, "message": error.message]
    }
    return try JSONDecoder().decode(JobReport.self, from: JSONSerialization.data(withJSONObject: object))
  }

  /// A page of what can be read.
  static func page(_ life: Life, at time: Double, since: String?, token: String?, size: Int = 40) -> LogPage {
    let rows = life.lines.enumerated().filter { $0.element.readable <= time }.map { place, line in
      LogEntry(
        timestamp: RFC3339.text(zero + line.written), insertId: "id\(place)",
        severity: LogEntry.Severity(rawValue: line.severity) ?? .info, text: "line \(place)")
    }.filter { $0.timestamp >= since ?? "" }.sorted { $0.timestamp < $1.timestamp }
    let start = Int(token ?? "0") ?? 0
    let part = Array(rows.dropFirst(start).prefix(size))
    return LogPage(entries: part, nextPageToken: start + size < rows.count ? "\(start + size)" : nil)
  }

  /// Plays a life. `failing` says whether a request fails by chance.
  static func follow(
    _ life: Life, interval: Double = 10, begin: Double = 0, latency: Double = 0.05, patience: Double = 3600,
    drain: Double? = nil,
    failing: () -> CloudError? = { nil }
  ) throws -> Course {
    var timing = JobWatch.Timing()
    timing.interval = .milliseconds(Int64(interval * 1000))
    timing.patience = .seconds(Int64(patience))
    timing.drain = .milliseconds(Int64((drain ?? interval * 0.4) * 1000))
    var now = begin
    func clock() -> Duration { .milliseconds(Int64(now * 1000)) }
    var watch = JobWatch(timing: timing, now: clock())
    var course: Course?
    var lines: [String] = []
    var events: [String] = []
    var readings: [Double] = []
    func take(_ new: [JobWatch.Event]) {
      for event in new {
        switch event {
        case .line(let entry): lines.append(entry.text)
        case .state(let state): events.append(state.word)
        case .preempted: events.append("preempted")
        case .lost: events.append("lost")
        case .back: events.append("back")
        case .slowed: events.append("slowed")
        case .incomplete: events.append("incomplete")
        case .unreadable, .draining: break
        }
      }
    }
    let broken = CloudError(.connection, "gone")
    for _ in 0..<100_000 {
      take(watch.tick(now: clock()))
      switch watch.next(now: clock()) {
      case .wait(let span):
        #expect(span > .zero)
        now += max(span / .seconds(1), 0.001)
      case .readState:
        now += latency
        if let error = life.isAway(at: now) ? broken : failing() {
          take(watch.failedState(error, now: clock()))
        } else {
          take(watch.heard(try report(life, at: now), now: clock()))
        }
      case .readLogs(let since, let token):
        now += latency
        readings.append(now)
        if let error = life.isAway(at: now) ? broken : failing() {
          take(watch.failedLogs(error, now: clock()))
        } else {
          take(watch.heard(page(life, at: now, since: since, token: token), now: clock()))
        }
      case .end:
        course = Course(
          outcome: try watch.outcome(), lines: lines, events: events, told: now, logReadings: readings)
      }
      if let course { return course }
    }
    throw CloudError(.deadline, "The watch never ended")
  }

  static func steps(_ from: Double, _ to: Double, every: Double, late: Double = 0.2) -> [(
    written: Double, readable: Double, severity: String
  )] {
    stride(from: from, to: to, by: every).map { ($0, $0 + late, "INFO") }
  }

  @Test func aSuccessIsTold() throws {
    let life = Life(
      states: [(0, "QUEUED"), (5, "PENDING"), (30, "RUNNING"), (300, "SUCCEEDED")],
      lines: Self.steps(30, 300, every: 1))
    let course = try Self.follow(life)
    #expect(course.outcome.exitCode == 0)
    #expect(course.lines == (0..<270).map { "line \($0)" })
    #expect(course.events == ["queued", "pending", "running", "succeeded"])
    #expect(course.told > life.end && course.told <= life.end + 20)
    #expect(course.outcome.summary == ["job succeeded."])
  }

  @Test func aFailureHasItsLastErrorLinesOnTop() throws {
    var life = Life(
      states: [(0, "PENDING"), (20, "RUNNING"), (100, "FAILED")], lines: Self.steps(20, 99, every: 2),
      error: (3, "The replica exited with a non-zero status of 1."))
    life.lines.append((98.5, 99.5, "ERROR"))
    let course = try Self.follow(life)
    #expect(course.outcome.exitCode == 1)
    #expect(course.outcome.summary.first == "line \(life.lines.count - 1)")
    #expect(course.outcome.summary.last == "job failed: The replica exited with a non-zero status of 1.")
    #expect(course.outcome.shortage == nil)
    #expect(course.told <= life.end + 20)
  }

  @Test func linesThatComeLateAreThereAndNoneTwice() throws {
    var life = Life(states: [(0, "RUNNING"), (400, "SUCCEEDED")])
    for (place, time) in stride(from: 1.0, to: 399, by: 1.5).enumerated() {
      life.lines.append((time, time + (place % 5 == 0 ? 90 : 0.5), "INFO"))
    }
    // Those of the last moments come soon enough.
    life.lines = life.lines.filter { $0.readable < 400 }
    let course = try Self.follow(life)
    #expect(course.lines.count == life.lines.count && Set(course.lines).count == life.lines.count)
  }

  @Test func preemptedAndResumed() throws {
    let life = Life(
      states: [(0, "PENDING"), (20, "RUNNING"), (100, "PENDING"), (160, "RUNNING"), (300, "SUCCEEDED")],
      lines: Self.steps(20, 100, every: 2) + Self.steps(160, 300, every: 2))
    let course = try Self.follow(life)
    #expect(course.events == ["pending", "running", "preempted", "running", "succeeded"])
    #expect(course.outcome.preemptions == 1 && course.outcome.exitCode == 0)
    #expect(course.lines.count == life.lines.count)
  }

  @Test func cancelledElsewhere() throws {
    let life = Life(
      states: [(0, "RUNNING"), (50, "CANCELLING"), (70, "CANCELLED")], lines: Self.steps(0, 50, every: 3))
    let course = try Self.follow(life)
    #expect(course.outcome.exitCode == 130)
    #expect(course.lines.count == life.lines.count)
    #expect(course.told <= life.end + 20)
  }

  @Test(arguments: ["EXPIRED", "PARTIALLY_SUCCEEDED"])
  func otherEndsAreFailures(_ end: String) throws {
    #expect(try Self.follow(Life(states: [(0, "RUNNING"), (30, end)])).outcome.exitCode == 1)
  }

  @Test func aStockOutIsSeen() throws {
    let life = Life(
      states: [(0, "PENDING"), (40, "FAILED")],
      error: (8, "Resources are insufficient in region: europe-west4. Please try a different region."))
    guard case .stockOut? = try Self.follow(life).outcome.shortage else {
      Issue.record("no stock-out")
      return
    }
  }

  @Test func networkLossInTheMiddle() throws {
    var life = Life(
      states: [(0, "RUNNING"), (300, "SUCCEEDED")], lines: Self.steps(0, 299, every: 1), away: [60...180])
    var course = try Self.follow(life)
    #expect(course.events == ["running", "lost", "back", "succeeded"])
    #expect(course.lines.count == life.lines.count && Set(course.lines).count == life.lines.count)
    #expect(course.told <= life.end + 20)
    // The job ends while nothing is heard: the end is reported once it is known.
    life.away = [250...500]
    course = try Self.follow(life)
    #expect(course.outcome.exitCode == 0 && course.lines.count == life.lines.count)
    #expect(course.told <= 520)
  }

  @Test func whatIsNeverHeardIsGivenUp() throws {
    let life = Life(states: [(0, "RUNNING"), (300, "SUCCEEDED")], away: [50...1e9])
    #expect(throws: CloudError.self) { try Self.follow(life, patience: 100) }
  }

  @Test func aRefusalEndsIt() throws {
    let refused = CloudError(.status(403), "no")
    #expect(throws: CloudError.self) {
      try Self.follow(Life(states: [(0, "RUNNING"), (300, "SUCCEEDED")]), failing: { refused })
    }
  }

  @Test func anUnreadableLogHoldsNoResultBack() throws {
    var life = Life(states: [(0, "RUNNING"), (30, "SUCCEEDED")])
    var asked = 0
    // Every second request is one of the log, and is refused.
    life.lines = Self.steps(0, 30, every: 1)
    var timing = JobWatch.Timing()
    (timing.interval, timing.drain) = (.seconds(10), .seconds(1))
    var watch = JobWatch(timing: timing)
    var (now, ended) = (Duration.zero, false)
    while !ended, asked < 10_000 {
      asked += 1
      _ = watch.tick(now: now)
      switch watch.next(now: now) {
      case .wait(let span): now += span
      case .readState: _ = watch.heard(try Self.report(life, at: now / .seconds(1)), now: now)
      case .readLogs: _ = watch.failedLogs(CloudError(.status(500), "no"), now: now)
      case .end: ended = true
      }
    }
    #expect(ended && now <= .seconds(50))
    #expect(try watch.outcome().exitCode == 0)
  }

  /// 60 lives with a network that fails by chance: no line is lost or given twice, and the end is reported in time.
  @Test func chanceChangesNothing() throws {
    var undisturbed = 0
    for seed in 0..<60 {
      var generator = SeededGenerator(seed: UInt64(seed))
      let end = Double.random(in: 60...600, using: &generator)
      var life = Life(states: [
        (0, "PENDING"), (20, "RUNNING"), (end, Bool.random(using: &generator) ? "SUCCEEDED" : "FAILED"),
      ])
      for _ in 0..<Int.random(in: 0...300, using: &generator) {
        let time = Double.random(in: 20..<end, using: &generator)
        life.lines.append((time, min(time + Double.random(in: 0...60, using: &generator), end), "INFO"))
      }
      // A quota that is used up slows the reading, so that few lives would be left to count the lines of.
      let faults = [
        CloudError(.connection, "reset"), CloudError(.status(503), "busy"), CloudError(.status(429), "quota"),
        CloudError(.corrupt, "cut"), CloudError(.deadline, "stalled"),
      ].filter { seed % 2 == 1 || $0.status != 429 }
      var quiet = false
      let course = try Self.follow(life, interval: 5) {
        // Long runs of failures at the very end could hide the last lines; a fault is followed by an answer.
        quiet.toggle()
        guard quiet, Double.random(in: 0...1, using: &generator) < 0.3 else { return nil }
        return faults.randomElement(using: &generator)
      }
      #expect(Set(course.lines).count == course.lines.count, "seed \(seed)")
      if !course.events.contains("incomplete"), !course.events.contains("slowed") {
        #expect(course.lines.count == life.lines.count, "seed \(seed)")
        undisturbed += 1
      }
      // It is found a little late, and lines that come late keep the reading going, at most ten times as long as it must be quiet.
      #expect(course.told <= end + 40, "seed \(seed)")
    }
    #expect(undisturbed > 10, "\(undisturbed)")
  }

  @Test func readingsStayUnderTheQuota() throws {
    let life = Life(
      states: [(0, "RUNNING"), (600, "SUCCEEDED")], lines: Self.steps(0, 600, every: 0.25))
    let course = try Self.follow(life, interval: 0.5, latency: 0.01)
    #expect(course.logReadings.count > 100)
    for reading in course.logReadings {
      #expect(course.logReadings.count { $0 > reading - 60 && $0 <= reading } <= 30)
    }
  }
}
