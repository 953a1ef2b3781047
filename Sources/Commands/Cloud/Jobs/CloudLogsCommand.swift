import ArgumentParser
import GoogleCloud
import Support

/// `dogbreed cloud logs`: prints what a job has written so far.
struct CloudLogsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "logs",
    abstract: "Print a job's log so far; watch follows it.",
    discussion: """
      Examples:
        dogbreed cloud logs my-job
        dogbreed cloud logs my-job --errors
      """)

  @Argument(help: "The job's name or ID.")
  var name: String

  @OptionGroup var cloud: CloudOptions

  @Flag(help: "Only errors.")
  var errors = false

  private struct Line: Encodable {
    let time: String
    let severity: String
    let task: String?
    let message: String
  }

  func run() async throws {
    if cloud.dryRun {
      try await cloud.dry { endpoints, place, settings in
        let job = JobLookup.guess(name, place: place, settings: settings)
        let query = LogQuery.whole(of: job.id, project: place.project)
        try Console.out(RequestPrinter.text([try query.request(endpoints)], json: cloud.json))
      }
      return
    }
    try await cloud.run { client, place, settings in
      let job = try await JobLookup.find(name, client: client, place: place, settings: settings)
      var page: String?
      var cursor = LogCursor()
      repeat {
        let query = LogQuery.whole(of: job.id, project: job.project, page: page)
        let answer = try await client.json(LogPage.self, query.request(client.endpoints))
        for entry in cursor.consume(answer) where !errors || entry.severity >= .error { try show(entry) }
        page = answer.nextPageToken
      } while page != nil
    }
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
  var modes: [OptionMode] { cloud.withoutStorage }
}
