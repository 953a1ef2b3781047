import Foundation
import GoogleCloud
import Support
import Transport

/// Packs the checkout, has Google build and push it, then verifies what the registry holds.
struct CloudBuildRun: Sendable {
  let name: ContainerImageName
  /// As it would be built locally.
  let build: BuildTool.Build
  /// Receives the source.
  let bucket: String
  var project: String
  var region = "global"
  /// Cloud Build's name for the machine.
  var machine = "E2_HIGHCPU_8"
  /// The limit before giving up.
  var minutes = 60
  /// The interval between polls.
  var interval = Duration.seconds(5)
  /// Whether an image that the same source was built into before is taken as it is.
  var reuses = false

  /// Where Cloud Build unpacks the source.
  private static let workspace = "/workspace"

  /// What a dry run shows: a request that would be sent, with a placeholder where Google's response is needed.
  struct Planned: Encodable, Sendable {
    let method: String
    let url: String
    let body: ContainerImageBuild?
  }

  /// The requests that would be sent. Throws `ContainerImageError`.
  func planned(_ endpoints: Endpoints) async throws -> [Planned] {
    try await withSource { slice, object in
      let storing = CloudBuild.storing(slice, bucket: bucket, object: object, endpoints)
      return [
        Planned(method: storing.method, url: storing.url, body: nil),
        Planned(
          method: "POST", url: CloudBuild.address(endpoints, project: project, region: region),
          body: order(object, generation: "1")),
      ]
    }
  }

  /// Throws `ContainerImageError`, `CloudError`.
  func run(_ client: GoogleClient) async throws -> PushedImage {
    try await withSource { slice, object in
      let registry = ContainerRegistry(client, environment: ProcessInfo.processInfo.environment)
      if reuses, let there = try await found(object, in: registry) {
        Console.error("The same source was built before: \(there.image) is taken.")
        return there
      }
      let builds = CloudBuild(client, project: project, region: region, interval: interval)
      Console.error("Storing the source as gs://\(bucket)/\(object).")
      let generation = try await builds.store(slice, bucket: bucket, object: object)
      let digest = try await builds.run(order(object, generation: generation)) { report in
        Console.error("Cloud Build \(report.id): \(report.status ?? "unknown")")
      }
      return PushedImage(name, try await registry.look(at: try ContainerImageName(name.at(digest: digest))))
    }
  }

  private func withSource<Value>(_ body: (FileSlice, _ object: String) async throws -> Value) async throws -> Value {
    try await PrivateFolder.with { place in
      let archive = place.appending(path: "source.tar.gz")
      try await SourceTree.pack(URL(filePath: build.source, directoryHint: .isDirectory), to: archive)
      let file = try RegularFile(reading: archive.path)
      let slice = FileSlice(file, offset: 0, count: try file.stamp().size)
      return try await body(slice, CloudBuild.object(for: slice))
    }
  }

  /// The name that says what an image was built from: the source's hash, and how it was built.
  private func knownAs(_ object: String) -> String {
    var plain = build
    (plain.source, plain.tags) = (Self.workspace, [])
    let words = [object] + BuildTool.docker.words(for: plain)
    return "\(name.repository):source-\(ContentHash.of(Array(words.joined(separator: "\0").utf8)).prefix(24))"
  }

  /// The image of the same source, if the registry has it. Throws `CloudError` where it can't be asked.
  private func found(_ object: String, in registry: ContainerRegistry) async throws -> PushedImage? {
    do throws(CloudError) {
      return PushedImage(name, try await registry.look(at: try ContainerImageName(knownAs(object))))
    } catch {
      guard error.status == 404 else { throw error }
      return nil
    }
  }

  private func order(_ object: String, generation: String) -> ContainerImageBuild {
    var there = build
    there.source = Self.workspace
    let known = knownAs(object)
    there.tags.append(known)
    return ContainerImageBuild(
      bucket: bucket, object: object, generation: generation, words: BuildTool.docker.words(for: there),
      images: [name.tagged, known], machine: machine, minutes: minutes)
  }
}
