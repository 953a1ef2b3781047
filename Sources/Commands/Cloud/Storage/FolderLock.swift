import Foundation
import GoogleCloud

/// Lets one process at a time change a shared copy.
enum FolderLock {
  /// Runs `body` while holding `PLACE.lock`; the system releases it when the process ends, however it ends.
  static func with<Value>(_ place: String, _ body: () async throws -> Value) async throws -> Value {
    let descriptor = try open(place)
    defer { close(descriptor) }
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 { try await Task.sleep(for: .milliseconds(200)) }
    return try await body()
  }

  /// The same without waiting: throws what `busy` makes where another process holds the lock.
  static func with<Value>(
    _ place: String, orThrow busy: @autoclosure () -> any Error, _ body: () async throws -> Value
  ) async throws -> Value {
    let descriptor = try open(place)
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw busy() }
    return try await body()
  }

  private static func open(_ place: String) throws -> Int32 {
    let path = place + ".lock"
    try FileManager.default.createDirectory(
      at: URL(filePath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
    let descriptor = Foundation.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw CloudError(.usage, "\(path) can't be opened") }
    return descriptor
  }
}
