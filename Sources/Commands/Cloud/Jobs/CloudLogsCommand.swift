import ArgumentParser
import GoogleCloud
import Support

/// `dogbreed cloud logs`: prints what a job has written so far, and follows it on request.
struct CloudLogsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "logs",
    abstract: "Print a job's log so far, or its last lines; --follow continues to its end.",
    discussion: """
      With --follow it ends as cloud watch does: with 0, 1 or 130, and Ctrl-C detaches.

      Examples:
        dogbreed cloud logs my-job --errors
        dogbreed cloud logs my-job --tail 20 --follow
      """)

  @Argument(help: "The job's name or ID.")
  var name: String

  @OptionGroup var cloud: CloudOptions
  @OptionGroup var pace: CloudPaceOptions

  @Flag(help: "Only errors.")
  var errors = false

  @Option(help: "Only so many of the last lines; by default all.")
  var tail: Int?

  @Flag(help: "Go on with what the job writes, to its end.")
  var follow = false

  private struct Line: Encodable {
    let time: String
    let severity: String
    let task: String?
    let message: String
  }

  func validate() throws {
    if let tail, !(1...1_000_000).contains(tail) { throw ValidationError("--tail must be from 1 to 1000000.") }
    if follow, errors { throw ValidationError("--follow shows every line: leave out --errors.") }
  }

  func run() async throws {
    if cloud.dryRun {
      try await cloud.dry { endpoints, place, settings in
        let job = JobLookup.guess(name, endpoints, place: place, settings: settings)
        let query = LogQuery.whole(of: job.id, project: job.project)
        try Console.out(RequestPrinter.text(job.finding + [try query.request(endpoints)], json: cloud.json))
      }
      return
    }
    try await cloud.run { client, place, settings in
      let job = try await JobLookup.find(name, client: client, place: place, settings: settings)
      let cursor = try await printed(job, client)
      guard follow else { return }
      let monitor = JobMonitor(
        client: client, project: job.project, region: job.region, id: job.id, name: name, pace: pace, json: cloud.json,
        cursor: cursor)
      guard let outcome = try await monitor.run() else { throw ExitCode(130) }
      monitor.tell(outcome)
      if outcome.exitCode != 0 { throw ExitCode(outcome.exitCode) }
    }
  }

  /// Prints the log so far, and returns what of it was seen.
  private func printed(
    _ job: (id: String, region: String, project: String), _ client: GoogleClient
  ) async throws -> LogCursor {
    var page: String?
    var cursor = LogCursor()
    var last: [LogEntry] = []
    repeat {
      let query = LogQuery.whole(of: job.id, project: job.project, page: page)
      let answer = try await client.json(LogPage.self, query.request(client.endpoints))
      for entry in cursor.consume(answer) where !errors || entry.severity >= .error {
        if let tail {
          last.append(entry)
          if last.count >= 2 * tail { last.removeFirst(last.count - tail) }
        } else {
          try show(entry)
        }
      }
      page = answer.nextPageToken
    } while page != nil
    for entry in last.suffix(tail ?? 0) { try show(entry) }
    return cursor
  }

  private func show(_ entry: LogEntry) throws(OutputError) {
    guard cloud.json else {
      try Console.out("\(entry.timestamp) \(entry.task.map { $0 + " " } ?? "")\(entry.text)")
      return
    }
    try Console.out(
      JSONText.line(
        Line(time: entry.timestamp, severity: entry.severity.rawValue, task: entry.task, message: entry.text)))
  }
}

extension CloudLogsCommand: ModalOptions {
  var modes: [OptionMode] {
    cloud.withoutStorage + [OptionMode("interval", "drain", isUsed: follow, "without --follow")]
  }
}
