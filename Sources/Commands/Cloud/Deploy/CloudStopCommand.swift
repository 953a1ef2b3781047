import ArgumentParser
import GoogleCloud
import Support
import Transport

/// `dogbreed cloud stop`: ends a service that was deployed.
struct CloudStopCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stop", abstract: "End a service that this program deployed, so that it costs nothing any more.",
    discussion: """
      Of Cloud Run the service is deleted, of App Engine its versions are stopped, of a Vertex AI endpoint its models are \
      undeployed; the endpoint and its address stay. What others deployed is left alone.

      Examples:
        dogbreed cloud stop dogbreed --on cloud-run
        dogbreed cloud stop default --on app-engine --part v20260131-010203
      """)

  @Argument(help: "The service's or endpoint's name, as cloud services shows it.")
  var name: String

  @Option(help: "Its target: cloud-run, app-engine or vertex-endpoint.")
  var on: CloudTarget

  @Option(
    help: "Only this version of App Engine, or this model of an endpoint, as cloud services shows it; by default all.")
  var part: String?

  @OptionGroup var cloud: CloudOptions

  @Option(help: "Minutes that it may take.")
  var patience = 30.0

  private struct Result: Encodable {
    let stopped: [RunningService]
  }

  func validate() throws {
    if !(patience > 0 && patience <= 600) {
      throw ValidationError("--patience must be above 0 and at most 600 minutes.")
    }
  }

  func run() async throws {
    if cloud.dryRun {
      try await cloud.dry { endpoints, place, _ in
        var requests = CloudServices.requests(endpoints, place, [on])
        if on == .cloudRun {
          requests.append(CloudRunRequests(place.site(endpoints)).delete(name))
        }
        try Console.out(RequestPrinter.text(requests, json: cloud.json))
      }
      return
    }
    try await cloud.run { client, place, _ in
      let services = CloudServices(client: client, place: place)
      let found = try await services.running([on]).filter { found in
        found.service.name == name && (on == .cloudRun || part.map { $0 == found.service.part } ?? true)
      }
      guard !found.isEmpty else {
        throw CloudError(
          .usage, "No \(name) of this program's runs there: `dogbreed cloud services` lists what does")
      }
      let work = DeploymentWork(
        client: client, place: place, patience: .milliseconds(Int64(patience * 60_000)))
      let failed = await work.runAll(found.map(\.stop), root: services.operationRoot(on))
      for (step, why) in failed { Console.error("\(step.what) still runs and costs: \(why)") }
      if let first = failed.first { throw first.why }
      try Console.out(
        cloud.json
          ? JSONText.pretty(Result(stopped: found.map(\.service)))
          : found.map { "\($0.stop.what) was ended." }.joined(separator: "\n"))
    }
  }
}

extension CloudStopCommand: ModalOptions {
  var modes: [OptionMode] {
    cloud.withoutStorage + [OptionMode("part", isUsed: on != .cloudRun, "with --on cloud-run")]
  }
}
