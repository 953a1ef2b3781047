import Features
import Foundation
import GoogleCloud
import Support

/// Folders that are written here and shall be there, too: stored while the work goes on, and at its end however it ends.
package struct Mirror: Sendable {
  package struct Place: Sendable {
    package let local: String
    package let address: StorageAddress
    /// Whether it is stored as it is written; otherwise at the end, when all went well.
    package let isLive: Bool

    package init(local: String, address: StorageAddress, isLive: Bool) {
      self.local = local
      self.address = address
      self.isLive = isLive
    }
  }

  private let places: [Place]
  private let progress: any ProgressReporter

  package init(_ places: [Place], progress: any ProgressReporter) {
    self.places = places
    self.progress = progress
  }

  /// Runs `body`; throws what it throws, or why the last storing failed.
  package func run(every interval: Duration = .seconds(10), _ body: () async throws -> Void) async throws {
    if places.isEmpty { return try await body() }
    try await Remote.with(progress) { remote in
      let live = places.filter(\.isLive)
      let following = Task { await Self.follow(live, remote, every: interval) }
      let result: Result<Void, any Error>
      do {
        result = .success(try await body())
      } catch {
        result = .failure(error)
      }
      following.cancel()
      await following.value
      for place in live { try await remote.store(place.local, to: place.address) }
      try result.get()
      for place in places where !place.isLive { try await remote.store(place.local, to: place.address) }
    }
  }

  /// A file that changes or goes away while it is stored is stored the next time.
  private static func follow(_ places: [Place], _ remote: Remote, every interval: Duration) async {
    while (try? await Task.sleep(for: interval)) != nil {
      for place in places { try? await remote.store(place.local, to: place.address, isQuiet: true) }
    }
  }
}
