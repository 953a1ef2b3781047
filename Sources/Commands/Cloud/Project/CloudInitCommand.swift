import ArgumentParser
import Foundation
import GoogleCloud
import Support
import Transport

/// `dogbreed cloud init`: records and checks where this project is in the cloud.
struct CloudInitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Write dogbreed.json, and check that everything it names exists.",
    discussion: """
      On a terminal it asks for what isn't given as a flag. The file is written even if a check fails.

      Examples:
        dogbreed cloud init
        dogbreed cloud init --project my-project --region europe-west4 --bucket my-bucket
      """)

  @OptionGroup var cloud: CloudOptions

  @Flag(help: "Make what is missing: APIs, bucket, repository and a service account, each after a question.")
  var create = false

  @Flag(help: "With --create: ask nothing.")
  var yes = false

  /// What training and deploying need.
  static let services = [
    "aiplatform.googleapis.com", "storage.googleapis.com", "artifactregistry.googleapis.com", "logging.googleapis.com",
    "run.googleapis.com", "cloudbuild.googleapis.com",
  ]

  private struct Result: Encodable {
    let config: String
    let settings: CloudSettings
    let findings: [PreflightResult]
  }

  func run() async throws {
    var asked = cloud
    var settings = try cloud.settings()
    try askForMissing(&asked, settings)
    if cloud.dryRun {
      try await asked.dry { endpoints, place, _ in
        Console.error("would write \(asked.config)")
        let made = create ? try CloudSetup.requests(endpoints, place) : []
        try Console.out(RequestPrinter.text(Self.requests(endpoints, place) + made, json: cloud.json))
      }
      return
    }
    try await asked.run { [asked] client, place, _ in
      // Read again: a job may have been sent in the meantime.
      try await CloudSettings.change(asked.config) { now in
        (now.project, now.region) = (place.project, place.region)
        (now.bucket, now.repository) = (place.bucket, place.repository)
      }
      settings = try CloudSettings(reading: asked.config)
      Console.error("\(asked.config) was written.")
      if create {
        try await CloudSetup(client: client, place: place) { [yes] in Self.agrees($0, yes: yes) }.make()
      }
      let look = Preflight(client, project: place.project)
      var findings = [await look.credentials()]
      if findings[0].verdict == .good {
        findings += await look.services(Self.services)
        findings.append(await look.bucket(place.bucket, region: place.region))
        findings.append(await look.repository(of: place.image("serve", tag: "1")))
      }
      try Inspection.report(findings, json: asked.json)
      if asked.json {
        try Console.out(JSONText.pretty(Result(config: asked.config, settings: settings, findings: findings)))
      }
    }
  }

  static func requests(_ endpoints: Endpoints, _ place: CloudPlace) -> [CloudRequest] {
    let requests = PreflightRequests(endpoints: endpoints, project: place.project)
    return [requests.services(services), requests.bucket(place.bucket)]
      + [requests.repository(of: place.image("serve", tag: "1"))?.request].compactMap { $0 }
  }

  /// The answer to a question at a terminal; without one nothing is made unless `--yes` says so.
  private static func agrees(_ question: String, yes: Bool) -> Bool {
    if yes { return true }
    guard isatty(STDIN_FILENO) == 1 else {
      Console.error("\(question) Nobody can be asked; give --yes.")
      return false
    }
    Console.write("\(question) [y/N] ")
    return readLine()?.lowercased().hasPrefix("y") ?? false
  }

  /// Prompts for missing values, unless standard input is not a terminal.
  private func askForMissing(_ options: inout CloudOptions, _ settings: CloudSettings) throws {
    guard isatty(STDIN_FILENO) == 1 else { return }
    func ask(_ question: String) -> String? {
      Console.write(question + ": ")
      return readLine().flatMap { $0.isEmpty ? nil : $0 }
    }
    if options.project == nil, settings.project == nil {
      options.project = ask("Project (empty for the credentials' own)")
    }
    if options.region == nil, settings.region == nil { options.region = ask("Region, such as europe-west4") }
    if options.bucket == nil, settings.bucket == nil { options.bucket = ask("Bucket (empty for PROJECT-aiplatform)") }
    if options.repository == nil, settings.repository == nil {
      options.repository = ask("Artifact Registry's repository (empty for dogbreed)")
    }
    try options.validate()
  }
}

extension CloudInitCommand: ModalOptions {
  var modes: [OptionMode] { [OptionMode("yes", isUsed: create, "without --create")] }
}
