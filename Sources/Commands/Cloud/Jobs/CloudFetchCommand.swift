import ArgumentParser
import Foundation
import GoogleCloud
import Support
import Transport

/// `dogbreed cloud fetch`: downloads the model that a job left in the bucket.
struct CloudFetchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Download the model of a finished job.",
    discussion: """
      Examples:
        dogbreed cloud fetch my-job
        dogbreed cloud fetch my-job --out my-model
      """)

  @Argument(help: "The job's name or ID.")
  var name: String

  @OptionGroup var cloud: CloudOptions

  @Option(help: "The folder to write; by default the job's name.", transform: Place.path)
  var out: String?

  private struct Result: Encodable {
    let job: String
    let from: String
    let to: String
  }

  func run() async throws {
    if cloud.dryRun {
      try await cloud.dry { endpoints, place, settings in
        let job = JobLookup.guess(name, endpoints, place: place, settings: settings)
        let requests = JobRequests(CloudRegion(endpoints, project: job.project, region: job.region))
        Console.error(
          "would fetch \(settings.job(name)?.names.model ?? "the model that the job names") to \(out ?? Self.folder(name))"
        )
        try Console.out(RequestPrinter.text(job.finding + [requests.get(job.id)], json: cloud.json))
      }
      return
    }
    try await cloud.run { client, place, settings in
      let job = try await JobLookup.find(name, client: client, place: place, settings: settings)
      let report = try await Jobs(client, project: job.project, region: job.region).get(job.id)
      guard report.status == .succeeded else {
        throw CloudError(.usage, "\(name) has no model to fetch: its state is \(report.status.word)")
      }
      guard let model = settings.job(name)?.names.model ?? report.argument("model-dir"), model.hasPrefix("gs://") else {
        throw CloudError(.usage, "It is unknown where \(name) left its model: it has no --model_dir in a bucket")
      }
      let folder = out ?? Self.folder(report.displayName ?? report.id)
      try await CloudFolders(client).fetch(model, to: folder)
      try Console.out(
        cloud.json
          ? JSONText.pretty(Result(job: job.id, from: model, to: folder)) : "\(folder) holds the model of \(name).")
    }
  }
}

extension CloudFetchCommand {
  /// The folder named after a job.
  private static func folder(_ name: String) -> String { name.map { $0 == "/" ? "_" : String($0) }.joined() }
}

extension CloudFetchCommand: ModalOptions {
  var modes: [OptionMode] { cloud.withoutStorage }
}
