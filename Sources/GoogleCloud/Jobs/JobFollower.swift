import Transport

/// Drives a `JobWatch` with Vertex AI and Cloud Logging.
package actor JobFollower {
  private let client: GoogleClient
  private let requests: JobRequests
  private let name: String
  private let timing: JobWatch.Timing
  private let clock = ContinuousClock()
  private let zero: ContinuousClock.Instant
  private var watch: JobWatch

  /// - name: `projects/…/customJobs/ID`.
  /// - cursor: what of the log was seen already.
  package init(
    _ client: GoogleClient, project: String, region: String, name: String, timing: JobWatch.Timing,
    cursor: LogCursor = LogCursor()
  ) {
    self.client = client
    requests = JobRequests(CloudRegion(client.endpoints, project: project, region: region))
    self.name = name
    self.timing = timing
    zero = clock.now
    watch = JobWatch(timing: timing, cursor: cursor)
  }

  private var now: Duration { clock.now - zero }

  /// Follows the job to its end, reporting each event as it comes. Throws `CloudError` where the job can't be followed,
  /// and of kind `deadline` when the task is cancelled.
  package func run(_ tell: @Sendable (JobWatch.Event) -> Void) async throws(CloudError) -> JobOutcome {
    while true {
      if Task.isCancelled { throw CloudError(.deadline, "Following the job was cancelled") }
      for event in watch.tick(now: now) { tell(event) }
      let events: [JobWatch.Event]
      switch watch.next(now: now) {
      case .end: return try watch.outcome()
      case .wait(let span):
        do {
          try await clock.sleep(for: span)
        } catch {
          throw CloudError(.deadline, "Following the job was cancelled")
        }
        continue
      case .readState: events = await readState()
      case .readLogs(let since, let page): events = try await readLogs(since: since, page: page)
      }
      for event in events { tell(event) }
    }
  }

  /// A silent connection must not outlast the interval by much: the watch retries by itself.
  private var deadline: Duration { max(timing.interval, .seconds(2)) }

  private func readState() async -> [JobWatch.Event] {
    let request = requests.get(name)
    do throws(CloudError) {
      let report = try await client.once(request, deadline: deadline).decoded(JobReport.self, of: request)
      return watch.heard(report, now: now)
    } catch {
      return watch.failedState(error, now: now)
    }
  }

  private func readLogs(since: String?, page: String?) async throws(CloudError) -> [JobWatch.Event] {
    let id = name.split(separator: "/").last.map(String.init) ?? name
    let request = try LogQuery(project: requests.place.project, job: id, since: since, page: page).request(
      client.endpoints)
    do throws(CloudError) {
      let answer = try await client.once(request, limit: 64 << 20, deadline: deadline).decoded(
        LogPage.self, of: request)
      return watch.heard(answer, now: now)
    } catch {
      return watch.failedLogs(error, now: now)
    }
  }
}
