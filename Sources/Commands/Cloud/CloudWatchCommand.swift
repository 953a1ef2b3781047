import ArgumentParser
import GoogleCloud

/// `dogbreed cloud watch`: follow a job to its end.
struct CloudWatchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Follow a job: its state, its log, its end.",
    discussion: """
      Exits with 0 when the job succeeded, 1 when it failed, 130 when it was cancelled. Ctrl-C detaches (also 130); the \
      job goes on, and watch attaches again.
      """)

  @Argument(help: "The job's name or number.")
  var name: String

  @OptionGroup var cloud: CloudOptions
  @OptionGroup var pace: CloudPaceOptions

  func run() async throws {
    if cloud.dryRun {
      try await cloud.dry { endpoints, place, settings in
        let job = JobLookup.guess(name, place: place, settings: settings)
        let requests = JobRequests(endpoints: endpoints, project: place.project, region: job.region)
        Console.out(
          RequestPrinter.text(
            [requests.get(job.id), try LogQuery.whole(of: job.id, project: place.project).request(endpoints)],
            json: cloud.json))
      }
      return
    }
    try await cloud.run { client, place, settings in
      let job = try await JobLookup.find(name, client: client, place: place, settings: settings)
      let following = Following(
        client: client, project: job.project, region: job.region, id: job.id, name: name, interval: pace.interval,
        json: cloud.json)
      guard let outcome = try await following.run() else { throw ExitCode(130) }
      following.tell(outcome)
      if outcome.exitCode != 0 { throw ExitCode(outcome.exitCode) }
    }
  }
}

/// How often a job is looked at.
struct CloudPaceOptions: ParsableArguments {
  @Option(help: "Seconds between two looks at the job and its log.")
  var interval = 10.0

  func validate() throws {
    // Logs are read once an interval; Google allows 60 readings a minute for the whole project.
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
