import Foundation
import Support

/// Lets one process at a time change a shared copy.
package enum FolderLock {
  /// Runs `body` while holding `PLACE.lock`; the system releases it when the process ends, however it ends.
  package static func with<Value>(_ place: String, _ body: () async throws -> Value) async throws -> Value {
    let file = try open(place)
    while try !file.tryLock() { try await Task.sleep(for: .milliseconds(200)) }
    defer { withExtendedLifetime(file) {} }
    return try await body()
  }

  /// The same without waiting: throws what `busy` makes if another process holds the lock.
  static func with<Value>(
    _ place: String, orThrow busy: @autoclosure () -> any Error, _ body: () async throws -> Value
  ) async throws -> Value {
    let file = try open(place)
    guard try file.tryLock() else { throw busy() }
    defer { withExtendedLifetime(file) {} }
    return try await body()
  }

  private static func open(_ place: String) throws -> RegularFile {
    let path = place + ".lock"
    try FileManager.default.createDirectory(
      at: URL(filePath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
    return try RegularFile(updating: path)
  }
}
