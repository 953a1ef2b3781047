import Foundation
import Support

/// A lock held while a model is compiled into, or read from, a cache folder.
///
/// OpenVINO writes its files there in place and sets their permissions afterwards: programs that start together on an
/// empty folder would otherwise interfere. The folder itself is locked, which works without write permission; the
/// system releases it when a process ends, however it ends.
struct CompilationLock: ~Copyable {
  private let lock: FileLock

  /// Creates the folder and waits until no other process holds it, for at most `patience` seconds. Nil if that fails:
  /// the model is then compiled without the cache.
  init?(_ folder: URL, patience: Double = 120) {
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let end = ContinuousClock.now + .seconds(patience)
    do {
      let lock = try FileLock(folder: folder.path(percentEncoded: false))
      while try !lock.tryLock() {
        guard ContinuousClock.now < end else { return nil }
        Thread.sleep(forTimeInterval: 0.02)
      }
      self.lock = lock
    } catch {
      return nil
    }
  }
}
