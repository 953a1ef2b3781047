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
    for (value, name) in [(project, "--project"), (region, "--region"), (repository, "--repository")] {
      if let value, !Self.isPlain(value) {
        throw ValidationError("\(name) has only lower-case letters, digits, - and, in a project's name, : and a dot.")
      }
    }
    if let bucket, Self.bucketName(bucket) == nil {
      throw ValidationError("--bucket \(bucket) is not a bucket's name.")
    }
  }

  private static func isPlain(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 100
      && text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || "-_.:".utf8.contains($0) }
  }

  /// Without `gs://` and a slash at the end; nil for what is not a bucket.
  static func bucketName(_ text: String) -> String? {
    var name = text.hasPrefix("gs://") ? String(text.dropFirst(5)) : text
    if name.hasSuffix("/") { name.removeLast() }
    return isPlain(name) && name.count >= 3 && !name.contains(":") ? name : nil
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

  /// From flags, then the file, then the environment, then `ask`. Throws `CloudSettingsError`.
  func place(
    _ settings: CloudSettings, environment: [String: String] = ProcessInfo.processInfo.environment,
    ask: () async throws -> String? = { nil }
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
    let bucket = bucket.flatMap(Self.bucketName) ?? settings.bucket ?? "\(project)-aiplatform"
    return CloudPlace(
      project: project, region: region, bucket: bucket, repository: repository ?? settings.repository ?? "dogbreed")
  }

  /// Runs `body` with a client and the place.
  func run(_ body: (GoogleClient, CloudPlace, CloudSettings) async throws -> Void) async throws {
    let settings = try settings()
    // Someone at a terminal learns after a minute that nothing answers; file transfers wait longer.
    let environment = ["DOGBREED_CLOUD_DEADLINE": "60"].merging(ProcessInfo.processInfo.environment) { $1 }
    try await GoogleClient.with(environment: environment) { client in
      let place = try await self.place(settings) { try await client.credentials?.project() }
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
