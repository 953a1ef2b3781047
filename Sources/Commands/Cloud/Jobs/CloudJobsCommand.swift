import ArgumentParser
import GoogleCloud
import Support
import Transport

/// `dogbreed cloud jobs`: the newest jobs of the regions.
struct CloudJobsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "jobs",
    abstract: "List the newest jobs of the region, and of those that dogbreed.json's jobs ran in.",
    discussion: """
      Examples:
        dogbreed cloud jobs
        dogbreed cloud jobs --limit 50 --all
        dogbreed cloud jobs --everywhere
      """)

  @OptionGroup var cloud: CloudOptions

  @Option(help: "How many.")
  var limit = 20

  @Flag(help: "Every job, not only this program's.")
  var all = false

  @Flag(help: "In every region that Vertex AI has.")
  var everywhere = false

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

    var cells: [String] { [name, state, region, machine ?? "-", created ?? "-", id] }
    static let header = ["NAME", "STATE", "REGION", "MACHINE", "CREATED", "ID"]
  }

  func run() async throws {
    if cloud.dryRun {
      try await cloud.dry { endpoints, place, settings in
        var requests =
          everywhere
          ? [JobRequests(place.site(endpoints)).regions()] : []
        for region in Self.regions(place, settings) {
          requests.append(
            JobRequests(place.site(endpoints, region: region)).list(filter: filter, size: min(100, limit)))
        }
        try Console.out(RequestPrinter.text(requests, json: cloud.json))
      }
      return
    }
    try await cloud.run { client, place, settings in
      let regions =
        everywhere
        ? try await Jobs(client, project: place.project, region: place.region).regions() : Self.regions(place, settings)
      let rows = try await jobs(in: regions, client, place).map(Row.init)
      try Console.out(cloud.json ? JSONText.pretty(rows) : TextTable.lines([Row.header] + rows.map(\.cells)))
    }
  }

  /// The region at hand, and those that jobs were sent to.
  private static func regions(_ place: CloudPlace, _ settings: CloudSettings) -> [String] {
    let others = Set((settings.jobs ?? []).filter { $0.project == place.project }.map(\.region))
    return [place.region] + others.subtracting([place.region]).sorted()
  }

  /// The newest of all regions; one that can't be asked is named, unless it is the only one.
  private func jobs(in regions: [String], _ client: GoogleClient, _ place: CloudPlace) async throws -> [JobReport] {
    var found: [JobReport] = []
    for region in regions {
      do throws(CloudError) {
        found += try await Jobs(client, project: place.project, region: region).list(filter: filter, limit: limit)
      } catch {
        guard regions.count > 1 else { throw error }
        Console.error("The jobs of \(region) could not be listed: \(error)")
      }
    }
    return Array(found.sorted { ($0.createTime ?? "") > ($1.createTime ?? "") }.prefix(limit))
  }
}

extension CloudJobsCommand: ModalOptions {
  var modes: [OptionMode] { cloud.withoutStorage }
}
