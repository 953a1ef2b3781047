import ArgumentParser
import GoogleCloud

/// `dogbreed cloud watch`: follow a job to its end.
struct CloudWatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Follow a job's state and log to its end.",
    discussion: """
      Exits with 0 if the job succeeds, 1 if it fails, 130 if it is cancelled. Ctrl-C detaches (also 130); the \
      job continues, and watch attaches again.

      Examples:
        dogbreed cloud watch my-job
        dogbreed cloud watch my-job --interval 10
      """)

  @Argument(help: "The job's name or ID.")
  var name: String

  @OptionGroup var cloud: CloudOptions
  @OptionGroup var pace: CloudPaceOptions

  func run() async throws {
    if cloud.dryRun {
      try await cloud.dry { endpoints, place, settings in
        let job = JobLookup.guess(name, endpoints, place: place, settings: settings)
        let requests = JobRequests(CloudRegion(endpoints, project: job.project, region: job.region))
        try Console.out(
          RequestPrinter.text(
            job.finding + [
              requests.get(job.id), try LogQuery.whole(of: job.id, project: job.project).request(endpoints),
            ], json: cloud.json))
      }
      return
    }
    try await cloud.run { client, place, settings in
      let job = try await JobLookup.find(name, client: client, place: place, settings: settings)
      let monitor = JobMonitor(
        client: client, project: job.project, region: job.region, id: job.id, name: name, pace: pace, json: cloud.json)
      guard let outcome = try await monitor.run() else { throw ExitCode(130) }
      monitor.tell(outcome)
      if outcome.exitCode != 0 { throw ExitCode(outcome.exitCode) }
    }
  }
}

/// How often a job is polled.
struct CloudPaceOptions: ParsableArguments {
  @Option(help: "Seconds between polls of the job and its log.")
  var interval = 10.0

  @Option(help: "Seconds that the log must be quiet after the job's end: its last lines may come late.")
  var drain = 60.0

  func validate() throws {
    if !(0...3600).contains(drain) { throw ValidationError("--drain must be from 0 to 3600 seconds.") }
    // Logs are read once per interval; Google allows 60 reads per minute for the whole project.
    if !(0.05...3600).contains(interval) { throw ValidationError("--interval must be from 0.05 to 3600 seconds.") }
  }
}

extension LogQuery {
  /// The whole log of a job.
  static func whole(of id: String, project: String, page: String? = nil) -> LogQuery {
    LogQuery(
      project: project, job: id.split(separator: "/").last.map(String.init) ?? id, since: nil, page: page)
  }
}

extension CloudWatchCommand: ModalOptions {
  var modes: [OptionMode] { cloud.withoutStorage }
}
