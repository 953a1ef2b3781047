import Artifact
import Foundation
import GoogleCloud
import ObjectStorage
import Transport

/// Copies folders to and from a bucket, for the cloud verbs.
struct CloudFolders: Sendable {
  private let storage: CloudStorage

  init(_ client: GoogleClient, environment: [String: String] = ProcessInfo.processInfo.environment) {
    // Transferring many files needs a longer deadline than a single request.
    var patient = client
    patient.policy = RetryPolicy(environment: environment)
    storage = CloudStorage(
      patient,
      options: TransferOptions(
        stateFolder: Folders.cache.appending(path: "cloud").path, environment: environment))
  }

  /// Uploads a local folder to `gs://…`.
  ///
  /// What is there but not here is deleted only if `deletes` says so, and otherwise refused before anything is
  /// sent, since it would be read as part of the folder. Throws `CloudError`.
  func send(_ folder: String, to address: String, deletes: Bool = false) async throws {
    guard Direction.isFolder(folder), let files = try? FileManager.default.contentsOfDirectory(atPath: folder),
      !files.isEmpty
    else { throw CloudError(.usage, "\(folder) is not a folder with files: there is nothing to upload to \(address)") }
    var options = Direction.options("storing \(address)")
    options.deletes = deletes
    options.excludesHidden = true
    if !deletes { try await requireNoOthers(folder, address) }
    // A model counts as complete once its description exists.
    options.lastSuffix = "model.json"
    let report = try await FolderSync(storage, options: options).up(folder, to: StorageAddress(address, of: [.google]))
    Console.error("\(address): \(report.sentence)")
    if storage.hasLeftovers { Console.error(Remote.leftovers) }
  }

  /// Names below `gs://…` that a local folder doesn't have, which `send` would delete or refuse. Throws `CloudError`.
  func others(than folder: String, below address: String) async throws -> [String] {
    var dry = SyncOptions()
    (dry.isDry, dry.deletes, dry.excludesHidden) = (true, true, true)
    return try await FolderSync(storage, options: dry).up(folder, to: StorageAddress(address, of: [.google])).extraNames
  }

  private func requireNoOthers(_ folder: String, _ address: String) async throws {
    let others = try await others(than: folder, below: address).count
    guard others == 0 else {
      throw CloudError(
        .usage,
        "\(address) holds \(others) files that \(folder) doesn't; add --delete to delete them there, or name another place"
      )
    }
  }

  /// Downloads a model from `gs://…`. Throws `ArtifactError` for a folder that holds anything but a model,
  /// `CloudError`.
  func fetch(_ address: String, to folder: String) async throws {
    _ = try FolderReplacement(of: URL(filePath: folder, directoryHint: .isDirectory), by: .model)
    var options = Direction.options("fetching \(address)")
    options.lastSuffix = "model.json"
    _ = try await FolderSync(storage, options: options).down(StorageAddress(address, of: [.google]), to: folder)
  }
}
