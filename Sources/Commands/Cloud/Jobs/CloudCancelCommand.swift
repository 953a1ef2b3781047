import ArgumentParser
import GoogleCloud
import Support

/// `dogbreed cloud cancel`: cancel a job.
struct CloudCancelCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cancel",
    abstract: "Cancel a job.",
    discussion: """
      Examples:
        dogbreed cloud cancel my-job
        dogbreed cloud cancel my-job --dry-run
      """)

  @Argument(help: "The job's name or ID.")
  var name: String

  @OptionGroup var cloud: CloudOptions

  private struct Result: Encodable {
    let job: String
    let cancelled = true
  }

  func run() async throws {
    if cloud.dryRun {
      try await cloud.dry { endpoints, place, settings in
        let job = JobLookup.guess(name, endpoints, place: place, settings: settings)
        let requests = JobRequests(CloudRegion(endpoints, project: job.project, region: job.region))
        try Console.out(RequestPrinter.text(job.finding + [try requests.cancel(job.id)], json: cloud.json))
      }
      return
    }
    try await cloud.run { client, place, settings in
      let job = try await JobLookup.find(name, client: client, place: place, settings: settings)
      try await Jobs(client, project: job.project, region: job.region).cancel(job.id)
      try Console.out(
        cloud.json
          ? JSONText.pretty(Result(job: job.id))
          : "\(name) is being cancelled; `dogbreed cloud watch \(name)` shows when it has stopped.")
    }
  }
}

extension CloudCancelCommand: ModalOptions {
  var modes: [OptionMode] { cloud.withoutStorage }
}
