import ArgumentParser
import GoogleCloud
import Support

/// `dogbreed cloud jobs`: the newest jobs of the region.
struct CloudJobsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "jobs",
    abstract: "List the region's newest jobs.",
    discussion: """
      Examples:
        dogbreed cloud jobs
        dogbreed cloud jobs --limit 50 --all
      """)

  @OptionGroup var cloud: CloudOptions

  @Option(help: "How many.")
  var limit = 20

  @Flag(help: "Every job in the region, not only this program's.")
  var all = false

  func validate() throws {
    if !(1...1000).contains(limit) { throw ValidationError("--limit must be from 1 to 1000.") }
  }

  private var filter: String? { all ? nil : "labels.\(CloudTrainCommand.label):*" }

  private struct Row: Encodable {
    let name: String
    let id: String
    let region: String
    let state: String
    let machine: String?
    let created: String?
    let ended: String?
    let error: String?

    init(_ job: JobReport) {
      name = job.displayName ?? job.id
      id = job.name
      region = job.region ?? ""
      state = job.status.word
      let machine = job.jobSpec?.workerPoolSpecs.first?.machineSpec
      self.machine = machine.map { spec in
        spec.machineType + (spec.acceleratorType.map { " \(spec.acceleratorCount ?? 1)×\($0)" } ?? "")
      }
      (created, ended, error) = (job.createTime, job.endTime, job.error?.message)
    }

    var line: String { [name, state, machine ?? "", created ?? "", id].joined(separator: "  ") }
  }

  func run() async throws {
    if cloud.dryRun {
      try await cloud.dry { endpoints, place, _ in
        let requests = JobRequests(endpoints: endpoints, project: place.project, region: place.region)
        try Console.out(
          RequestPrinter.text([requests.list(filter: filter, size: min(100, limit))], json: cloud.json))
      }
      return
    }
    try await cloud.run { client, place, _ in
      let jobs = try await Jobs(client, project: place.project, region: place.region).list(filter: filter, limit: limit)
      let rows = jobs.map(Row.init)
      try Console.out(cloud.json ? JSONText.pretty(rows) : rows.map(\.line).joined(separator: "\n"))
    }
  }
}

extension CloudJobsCommand: ModalOptions {
  var modes: [OptionMode] { cloud.withoutStorage }
}
