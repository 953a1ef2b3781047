import Artifact
import Foundation
import GoogleCloud
import ObjectStorage
import Support
import Synchronization
import Transport

/// Folders that are written here and must also be there: stored during the work, and at its end, however it ends.
package struct Mirror: Sendable {
  package struct Place: Sendable {
    /// The folder here.
    package let local: String
    /// The place in the bucket.
    package let address: StorageAddress
    /// What the folder holds, which says what may be sent and deleted.
    package let kind: Kind

    package init(local: String, address: StorageAddress, kind: Kind) {
      self.local = local
      self.address = address
      self.kind = kind
    }
  }

  /// What a place holds, and so when it is stored and what may be replaced there.
  package enum Kind: Sendable {
    /// Stored once, when all went well.
    case model
    /// Stored as it is written; what this run has removed here is removed there.
    case checkpoints
    /// Stored as it is written; only the files that this run wrote, and nothing is removed.
    case logs

    var isLive: Bool { self != .model }
  }

  private let places: [Place]
  private let progress: any ProgressReporter

  package init(_ places: [Place], progress: any ProgressReporter) {
    self.places = places
    self.progress = progress
  }

  /// Runs `body`; throws what it throws, or why the last storing failed.
  ///
  /// The model is stored before anything else, and every place is tried whatever became of the others.
  package func run(every interval: Duration = .seconds(10), _ body: () async throws -> Void) async throws {
    if places.isEmpty { return try await body() }
    try await Remote.with(progress) { remote in
      let live = places.filter(\.kind.isLive).map { Stored($0) }
      let following = Task { await Self.follow(live, remote, every: interval) }
      let result: Result<Void, any Error>
      do {
        result = .success(try await body())
      } catch {
        result = .failure(error)
      }
      following.cancel()
      await following.value
      var failures: [any Error] = []
      if case .success = result {
        for place in places where place.kind == .model {
          await Self.attempt(place, progress, &failures) {
            // What marks a partly stored model goes first.
            try await remote.store(
              place.local, to: place.address, isQuiet: true,
              sends: { name, _ in name.hasPrefix(ModelFolder.goldenFolder + "/") })
            try await remote.store(place.local, to: place.address)
          }
        }
      }
      for place in live {
        await Self.attempt(place.place, progress, &failures) { try await place.store(remote) }
      }
      try result.get()
      if let first = failures.first { throw first }
    }
  }

  /// Stores a place, and says at once when that failed, so that no failure hides another one.
  private static func attempt(
    _ place: Place, _ progress: any ProgressReporter, _ failures: inout [any Error], _ body: () async throws -> Void
  ) async {
    do {
      try await body()
    } catch {
      progress.note("\(place.address) was not stored: \(error).")
      failures.append(error)
    }
  }

  /// A file that changes or goes away while it is stored is stored the next time.
  private static func follow(_ places: [Stored], _ remote: Remote, every interval: Duration) async {
    while (try? await Task.sleep(for: interval)) != nil {
      for place in places { try? await place.store(remote, isQuiet: true) }
    }
  }
}

/// A place that is stored again and again, and what is known of its files.
private final class Stored: Sendable {
  let place: Mirror.Place
  /// Files as they were before the run: what hasn't changed since is another run's.
  private let before: [String: FileStamp]
  private let written = Mutex<Set<String>>([])

  init(_ place: Mirror.Place) {
    self.place = place
    var before: [String: FileStamp] = [:]
    for case let name as String in FileManager.default.enumerator(atPath: place.local) ?? .init() {
      if let stamp = FileStamp(path: "\(place.local)/\(name)"), stamp.isRegular { before[name] = stamp }
    }
    self.before = before
  }

  func store(_ remote: Remote, isQuiet: Bool = false) async throws {
    let deletable: (@Sendable (String) -> Bool)? =
      place.kind == .checkpoints ? { @Sendable name in self.isOurs(name) } : nil
    try await remote.store(
      place.local, to: place.address, isQuiet: isQuiet, sends: { @Sendable name, stamp in self.isChanged(name, stamp) },
      deletable: deletable)
  }

  private func isChanged(_ name: String, _ stamp: FileStamp) -> Bool {
    guard before[name] != stamp else { return false }
    written.withLock { _ = $0.insert(name) }
    return true
  }

  private func isOurs(_ name: String) -> Bool { before[name] != nil || written.withLock { $0.contains(name) } }
}
