import ArgumentParser
import GoogleCloud
import Support

/// `dogbreed cloud services`: what was deployed and runs.
struct CloudServicesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "services", abstract: "List what this program deployed and what of it runs and costs.",
    discussion: """
      `cloud stop` ends one of them.

      Examples:
        dogbreed cloud services
        dogbreed cloud services --on vertex-endpoint --region europe-west4
      """)

  @OptionGroup var cloud: CloudOptions

  @Option(help: "Only this target: cloud-run, app-engine or vertex-endpoint; by default all.")
  var on: CloudTarget?

  private var targets: [CloudTarget] { on.map { [$0] } ?? CloudTarget.allCases }

  func run() async throws {
    if cloud.dryRun {
      try await cloud.dry { endpoints, place, _ in
        try Console.out(
          RequestPrinter.text(CloudServices.requests(endpoints, place, targets), json: cloud.json))
      }
      return
    }
    try await cloud.run { client, place, _ in
      let rows = try await CloudServices(client: client, place: place).running(targets).map(\.service)
      if cloud.json {
        try Console.out(JSONText.pretty(rows))
      } else if rows.isEmpty {
        Console.error("Nothing runs in \(place.region) of \(place.project).")
      } else {
        try Console.out(TextTable.lines([["TARGET", "NAME", "PART", "ADDRESS", "RUNS"]] + rows.map(\.cells)))
      }
    }
  }
}

extension CloudServicesCommand: ModalOptions {
  var modes: [OptionMode] { cloud.withoutStorage }
}
