import Artifact
import Foundation
import GoogleCloud
import ObjectStorage

/// Whether a model, or shards, may be written to a URL: decided before the work, as for a folder here.
package enum StoreDestination {
  /// Throws `ArtifactError.occupied` if anything is there but a model, or a model that was only stored in part, and
  /// `CloudError` where nothing can be written.
  package static func requireModel(_ address: StorageAddress, _ storage: any ObjectStore) async throws {
    let names = try await names(below: address, storage)
    if !names.isEmpty {
      let isModel = try await isModel(address, storage)
      let others = names.filter { !ModelFiles.contains($0) }
      // The golden images are stored before the rest, so a model that was stored in part is known by them.
      let isPart = others.isEmpty && names.contains { $0.hasPrefix(ModelFolder.goldenFolder + "/") }
      guard isModel || isPart else {
        let shown = names.sorted().prefix(3).joined(separator: ", ")
        let more = names.count > 3 ? " and more" : ""
        throw ArtifactError.occupied(folder: "\(address)", reason: "it holds \(shown)\(more)", writes: "a model")
      }
    }
    try await storage.canWrite(to: address.appending(ModelFolder.descriptionFile))
  }

  private static func isModel(_ address: StorageAddress, _ storage: any ObjectStore) async throws -> Bool {
    let description = address.appending(ModelFolder.descriptionFile)
    guard let object = try await storage.object(at: description), object.size < 1 << 26 else { return false }
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: ModelFolder.descriptionFile)
    _ = try await storage.download(description, to: file.path, current: object)
    return ModelFiles.isModel(folder.path)
  }

  /// Names below an address, one page of them: enough to tell what is there.
  private static func names(below address: StorageAddress, _ storage: any ObjectStore) async throws -> [String] {
    let prefix = address.prefix
    return try await storage.firstObjects(below: address).map {
      String(decoding: $0.name.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
    }.filter { !$0.isEmpty && !$0.hasPrefix(".") }
  }
}
