import Foundation
import Support

/// The compiled forms of one graph, each with its hash: the engine itself would accept corrupted bytes as weights.
///
/// Only used while its folder's `CompilationLock` is held.
struct BlobCache {
  let folder: URL
  /// The hashes of the blobs that were found as they were written.
  private var intact: [String: String] = [:]

  /// The part of a cache folder that belongs to a graph; throws `RuntimeError.unreadableModel`.
  init(in cache: URL, forGraphAt graph: URL) throws(RuntimeError) {
    do {
      folder = cache.appending(path: try ContentHash.of(file: graph).prefix(32).description)
    } catch {
      throw .unreadableModel(path: error.path, reason: error.reason)
    }
  }

  /// Removes every blob that isn't as it was written, or that has no hash because a process was killed before it wrote
  /// one.
  ///
  /// Returns how many had a wrong hash; nil where one can't be removed, and the folder must not be used.
  mutating func removeDamaged() -> Int? {
    let list = HashList(in: folder)
    var damaged = 0
    intact = [:]
    for name in blobs() {
      if list.holds(name, in: folder) {
        intact[name] = list.hashes[name]
        continue
      }
      if list.hashes[name] != nil { damaged += 1 }
      guard unlink(folder.appending(path: name).path) == 0 else { return nil }
    }
    return damaged
  }

  /// Writes down the hashes of new blobs. What can't be written is made again the next time.
  func writeHashes() {
    let names = blobs()
    guard Set(names) != Set(intact.keys) else { return }
    var hashes = intact
    for name in names where intact[name] == nil {
      hashes[name] = try? ContentHash.of(file: folder.appending(path: name))
    }
    try? HashList(hashes).write(to: folder)
  }

  private func blobs() -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter { $0.hasSuffix(".blob") }
  }
}
