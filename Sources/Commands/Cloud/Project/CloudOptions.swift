import ArgumentParser
import Foundation
import GoogleCloud

/// Project, region and bucket, shared by all cloud verbs.
struct CloudOptions: ParsableArguments {
  @Option(help: "The project; by default dogbreed.json's, GOOGLE_CLOUD_PROJECT or the credentials'.")
  var project: String?

  @Option(help: "The region, such as europe-west4; by default dogbreed.json's.")
  var region: String?

  @Option(help: "The bucket, with or without gs://; by default dogbreed.json's, or PROJECT-aiplatform.")
  var bucket: String?

  @Option(help: "The Artifact Registry repository for images; by default dogbreed.json's, or dogbreed.")
  var repository: String?

  @Option(help: "The settings file; by default dogbreed.json.", transform: Place.path)
  var config = CloudSettings.file

  @Flag(name: .customLong("dry-run"), help: "Print the requests that would be sent, and send nothing.")
  var dryRun = false

  @Flag(help: "Results as JSON.")
  var json = false

  func validate() throws {
    for (value, name) in [
      (project, CloudPlaceName.project), (region, .region), (repository, .repository),
      (bucket.map(Self.bucketName), .bucket),
    ] {
      if let value, !name.allows(value) { throw ValidationError(name.refusal(of: value, in: "--\(name.rawValue)")) }
    }
  }

  /// Without `gs://` and a slash at the end.
  static func bucketName(_ text: String) -> String {
    let name = text.hasPrefix("gs://") ? text.dropFirst(5) : text[...]
    return String(name.hasSuffix("/") ? name.dropLast() : name)
  }

  /// The buckets of addresses `gs://BUCKET/…`, each once, in their order.
  static func buckets(_ addresses: [String]) -> [String] {
    var found: [String] = []
    for address in addresses where address.hasPrefix("gs://") {
      let name = String(address.dropFirst(5).prefix { $0 != "/" })
      if !found.contains(name) { found.append(name) }
    }
    return found
  }
}

extension CloudOptions {
  func settings() throws -> CloudSettings { try CloudSettings(reading: config) }

  /// From flags, then the file, then the environment, then `ask`. Throws `CloudSettingsError`, for a name that isn't one
  /// of Google's unless `checks` is false, as for placeholders.
  func place(
    _ settings: CloudSettings, environment: [String: String] = ProcessInfo.processInfo.environment,
    checks: Bool = true, ask: () async throws -> String? = { nil }
  ) async throws -> CloudPlace {
    var known = project ?? settings.project
    for name in ["GOOGLE_CLOUD_PROJECT", "GCLOUD_PROJECT"] where known == nil {
      known = environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
    if known == nil { known = try await ask() }
    guard let project = known else { throw CloudSettingsError.missing(what: "project", flag: "--project") }
    guard let region = region ?? settings.region else {
      throw CloudSettingsError.missing(what: "region", flag: "--region")
    }
    let bucket = bucket.map(Self.bucketName) ?? settings.bucket ?? "\(project)-aiplatform"
    let place = CloudPlace(
      project: project, region: region, bucket: bucket, repository: repository ?? settings.repository ?? "dogbreed")
    for (value, name) in [
      (place.project, CloudPlaceName.project), (place.region, .region), (place.bucket, .bucket),
      (place.repository, .repository),
    ] where checks && !name.allows(value) {
      throw CloudSettingsError.improper(name.refusal(of: value, in: "the \(name.rawValue) at hand"))
    }
    return place
  }

  /// Runs `body` with a client and the place.
  func run(_ body: (GoogleClient, CloudPlace, CloudSettings) async throws -> Void) async throws {
    let settings = try settings()
    // Someone at a terminal learns after a minute that nothing answers; file transfers wait longer.
    let environment = ["DOGBREED_CLOUD_DEADLINE": "60"].merging(ProcessInfo.processInfo.environment) { $1 }
    try await GoogleClient.with(environment: environment) { client in
      let place = try await self.place(settings) { try await client.credentials?.project() }
      await client.credentials?.work(for: place.project)
      try await body(client, place, settings)
    }
  }

  /// The place and the endpoints, without a client: for `--dry-run`, which sends nothing.
  func dry(_ body: (Endpoints, CloudPlace, CloudSettings) async throws -> Void) async throws {
    let settings = try settings()
    try await body(try Endpoints(environment: ProcessInfo.processInfo.environment), try await place(settings), settings)
  }
}

extension CloudOptions {
  /// For verbs that neither store nor build anything.
  var withoutStorage: [OptionMode] { [OptionMode("bucket", "repository", isUsed: false, "with this verb")] }

  /// For verbs that build an image unless one was named.
  func building(_ image: String?) -> [OptionMode] {
    [OptionMode("cloud-build", "repository", isUsed: image == nil, "with --image")]
  }
}
