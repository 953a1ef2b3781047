import Foundation
import Support

/// Held while a model is compiled into, or read from, a cache folder.
///
/// OpenVINO writes its files there in place and sets their permissions afterwards: programs that start together on an empty
/// folder would otherwise trip over one another. The folder itself is locked, so that one without write permission can be, too;
/// the system lets go of it when a process ends, however it ends.
struct CompilationLock: ~Copyable {
  private let lock: FileLock

  /// Makes the folder and waits until no other process holds it, for at most `patience` seconds. Nil where that doesn't
  /// succeed: the model is then compiled without the cache.
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
