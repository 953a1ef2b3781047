import Artifact
import Foundation
import GoogleCloud
import Transport

/// Uploads and builds for the cloud verbs: folders to and from a bucket, container images to a registry.
struct ArtifactTransfer: Sendable {
  private let client: GoogleClient
  private let place: CloudPlace
  private let storage: CloudStorage

  init(_ client: GoogleClient, _ place: CloudPlace) {
    let environment = ProcessInfo.processInfo.environment
    // Transferring many files needs a longer deadline than a single request.
    var patient = client
    patient.policy = RetryPolicy(environment: environment)
    self.client = patient
    self.place = place
    storage = CloudStorage(
      patient,
      options: TransferOptions(
        stateFolder: Folders.cache.appending(path: "cloud").path, environment: environment))
  }

  /// Sends what a local folder holds to `gs://…`.
  ///
  /// What lies there and not here is deleted only where `deletes` says so, and otherwise refused before anything is
  /// sent, since it would be read as part of the folder. Throws `CloudError`.
  func send(_ folder: String, to address: String, deletes: Bool = false) async throws {
    guard Direction.isFolder(folder), let files = try? FileManager.default.contentsOfDirectory(atPath: folder),
      !files.isEmpty
    else { throw CloudError(.usage, "\(folder) is not a folder with files: there is nothing to upload to \(address)") }
    var options = Direction.options("storing \(address)")
    options.deletes = deletes
    options.excludesHidden = true
    if !deletes { try await requireNoOthers(folder, address, options) }
    // A model counts as complete once its description exists.
    options.lastSuffix = "model.json"
    let report = try await FolderSync(storage, options: options).up(folder, to: StorageAddress(address))
    Console.error("\(address): \(report.sentence)")
  }

  private func requireNoOthers(_ folder: String, _ address: String, _ options: SyncOptions) async throws {
    var dry = options
    (dry.isDry, dry.deletes) = (true, true)
    dry.progress = { _ in }
    let others = try await FolderSync(storage, options: dry).up(folder, to: StorageAddress(address)).deleted
    guard others == 0 else {
      throw CloudError(
        .usage,
        "\(address) holds \(others) files that \(folder) doesn't; add --delete to delete them there, or name another place"
      )
    }
  }

  /// Brings a model from `gs://…` here. Throws `ArtifactError` for a folder that holds anything but a model,
  /// `CloudError`.
  func fetch(_ address: String, to folder: String) async throws {
    _ = try FolderReplacement(of: URL(filePath: folder, directoryHint: .isDirectory), by: .model)
    var options = Direction.options("fetching \(address)")
    options.lastSuffix = "model.json"
    _ = try await FolderSync(storage, options: options).down(StorageAddress(address), to: folder)
  }

  /// Builds an image locally, or with Cloud Build if `inCloud` or no build tool is installed; pushes it and returns its
  /// name with the digest that the registry reports. Throws `ContainerImageError`, `CloudError`.
  func build(_ kind: ContainerImageKind, as address: String, inCloud: Bool) async throws -> String {
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
    let run = CloudBuildRun(name: name, build: build, bucket: place.bucket, project: place.project)
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
