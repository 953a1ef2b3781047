import AmazonStorage
import Foundation
import GoogleCloud
import ObjectStorage
import Support
import Transport

/// `gs://` and `s3://` wherever a path is accepted: what is read is downloaded to the cache folder first, and what is written is
/// uploaded from there.
package struct Remote: Sendable {
  private let google: CloudStorage
  private let amazon: AmazonStorage
  private let progress: any ProgressReporter

  /// Runs `body` with the storage configured by the environment.
  package static func with<Value>(
    _ progress: any ProgressReporter = ConsoleProgress(), _ body: (Remote) async throws -> Value
  ) async throws -> Value {
    let stateFolder = Folders.cache.appending(path: "cloud").path
    return try await CloudStorage.with(stateFolder: stateFolder) { google in
      let result: Result<Value, any Error>
      do {
        result = .success(
          try await AmazonStorage.with(stateFolder: stateFolder) { amazon in
            try await body(Remote(google: google, amazon: amazon, progress: progress))
          })
      } catch {
        result = .failure(error)
      }
      if google.hasLeftovers { progress.note(leftovers) }
      return try result.get()
    }
  }

  /// What is said where parts of large files could not be cleared away.
  static let leftovers =
    "Parts of large files may be left in the bucket below .dogbreed-parts/, and cost; the command that sent them clears them "
    + "away when it runs again."

  /// The store that keeps what an address names.
  package func storage(of address: StorageAddress) -> any ObjectStore {
    switch address.scheme {
    case .google: google
    case .amazon: amazon
    }
  }

  /// Whether a text names objects in a bucket.
  package static func isAddress(_ text: String) -> Bool { Location.isStored(text) }

  /// The local path of an address's copy; its last component is the address's own.
  package static func place(of address: StorageAddress) -> String {
    Folders.cache.appending(path: address.scheme.rawValue).path + "/" + address.localName
  }

  /// The path to read: the argument itself, or the local copy of an object or of all objects below a URL. Throws
  /// `CloudError`.
  package static func input(
    _ named: String, progress: any ProgressReporter = ConsoleProgress()
  ) async throws -> String {
    guard isAddress(named) else { return named }
    return try await with(progress) { try await $0.input(StorageAddress(named)) }
  }

  /// The same for several.
  package static func inputs(
    _ named: [String], progress: any ProgressReporter = ConsoleProgress()
  ) async throws -> [String] {
    guard named.contains(where: isAddress) else { return named }
    return try await with(progress) { remote in
      var paths: [String] = []
      for name in named {
        paths.append(isAddress(name) ? try await remote.input(StorageAddress(name)) : name)
      }
      return paths
    }
  }

  func input(_ address: StorageAddress) async throws -> String {
    let place = Self.place(of: address)
    let isName = !address.name.isEmpty && !address.name.hasSuffix("/")
    if isName, let object = try await storage(of: address).object(at: address) {
      return try await FolderLock.with(place) {
        _ = try await storage(of: address).download(address, to: place, current: object)
        return place
      }
    }
    try await fetch(address, to: place)
    return place
  }

  /// Whether there is anything below an address.
  func holdsAnything(_ address: StorageAddress) async throws -> Bool {
    try await !storage(of: address).firstObjects(below: address).isEmpty
  }

  /// Makes the local copy of a folder match the bucket's exactly. With `mayBeMissing` a missing folder becomes an
  /// empty one; with `keepsOthers` what only the local copy has stays.
  package func fetch(
    _ address: StorageAddress, to place: String, mayBeMissing: Bool = false, keepsOthers: Bool = false
  ) async throws {
    try await FolderLock.with(place) {
      var options = SyncOptions()
      options.deletes = !keepsOthers
      options.progress = shown("fetching \(address)")
      do {
        _ = try await FolderSync(storage(of: address), options: options).down(address, to: place)
      } catch let error as CloudError {
        guard mayBeMissing, error.status == 404 else { throw error }
        if FileManager.default.fileExists(atPath: place) { try FileManager.default.removeItem(atPath: place) }
      }
    }
  }

  /// Uploads a local folder; the JSON file that makes a model or a checkpoint valid arrives last.
  ///
  /// Nothing is deleted there but what `deletable` names: everything else there was written by somebody else. What
  /// `sends` refuses stays here.
  package func store(
    _ place: String, to address: StorageAddress, isQuiet: Bool = false,
    sends: (@Sendable (String, FileStamp) -> Bool)? = nil, deletable: (@Sendable (String) -> Bool)? = nil
  ) async throws {
    guard FileManager.default.fileExists(atPath: place) else { return }
    var options = SyncOptions()
    options.deletes = deletable != nil
    options.deletable = deletable
    options.sends = sends
    options.excludesHidden = true
    options.lastSuffix = ".json"
    if !isQuiet { options.progress = shown("storing \(address)") }
    _ = try await FolderSync(storage(of: address), options: options).up(place, to: address)
  }

  /// Downloads some files of a folder, as many as exist; everything else in the local folder is removed
  /// first.
  package func fetch(_ names: [String], of address: StorageAddress, to place: String) async throws {
    if FileManager.default.fileExists(atPath: place) { try FileManager.default.removeItem(atPath: place) }
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    for name in names {
      let object = address.appending(name)
      guard let found = try await storage(of: address).object(at: object) else { continue }
      _ = try await storage(of: address).download(object, to: "\(place)/\(name)", current: found)
    }
  }

  private func shown(_ what: String) -> @Sendable (SyncProgress) -> Void {
    TransferProgress(what, progress).closure
  }
}
