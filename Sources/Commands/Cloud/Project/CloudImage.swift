import Foundation
import GoogleCloud
import Transport

/// The container image that a job or a service runs, for the cloud verbs.
enum CloudImage {
  /// Builds an image locally, or with Cloud Build if `inCloud` or no build tool is installed; pushes it and returns its
  /// name with the digest that the registry reports. Throws `ContainerImageError`, `CloudError`.
  static func build(
    _ kind: ContainerImageKind, as address: String, inCloud: Bool, _ client: GoogleClient, _ place: CloudPlace
  ) async throws -> String {
    var client = client
    // Pushing layers needs a longer deadline than a single request.
    client.policy = RetryPolicy(environment: ProcessInfo.processInfo.environment)
    let name = try ContainerImageName.registered(address)
    let build = try await BuildTool.Build(kind, tags: [name.tagged])
    if !inCloud {
      do {
        let shipping = try await ContainerImageShipping()
        try await shipping.build(build)
        return try await shipping.push(name.tagged, to: name, client).image
      } catch ContainerImageError.noTool {
        Console.error("Neither docker, podman nor buildah is installed: using Cloud Build.")
      }
    }
    var run = CloudBuildRun(name: name, build: build, bucket: place.bucket, project: place.project)
    run.reuses = true
    return try await run.run(client).image
  }

  /// Whether an image can be built, before anything is uploaded.
  static func look(inCloud: Bool) async -> PreflightResult {
    do {
      let folder = try SourceTree.find(nil, from: URL(filePath: FileManager.default.currentDirectoryPath))
      let tool = inCloud ? nil : try? await BuildTool.choose(nil, path: ChildProgram.searchPath).tool.rawValue
      return PreflightResult("image", .good, "\(folder.path) is built by \(tool ?? "Cloud Build").")
    } catch {
      return PreflightResult("image", .problem, "\(error)")
    }
  }

  /// The APIs that an image that is still to be built needs.
  static func services(inCloud: Bool) -> [String] {
    let hasTool = BuildTool.allCases.contains { ChildProgram.find($0.rawValue, in: ChildProgram.searchPath) != nil }
    return ["artifactregistry.googleapis.com"] + (inCloud || !hasTool ? ["cloudbuild.googleapis.com"] : [])
  }
}
