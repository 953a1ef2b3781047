import Foundation
import Support
import Synchronization

/// Reads a cache's file through once: which rows it holds, up to the first damaged one.
struct FeatureLoading {
  let record: FeatureRecord

  struct Loaded {
    var places: [FeatureKey: UInt32] = [:]
    /// Records up to the first damaged one.
    var rows = 0
    var goodLength = 0
    var lost = 0
  }

  init(_ record: FeatureRecord) { self.record = record }

  /// Reads the file on all cores; the rows themselves aren't held.
  func load(_ file: RegularFile) throws(FileError) -> Loaded {
    var loaded = Loaded()
    guard try file.read(at: 0, count: FeatureRecord.headerLength) == record.header else { return loaded }
    let total = max(0, file.size - FeatureRecord.headerLength) / record.length
    loaded.places.reserveCapacity(total)
    let each = max(1, (1 << 20) / record.length)
    let lots = ProcessInfo.processInfo.activeProcessorCount * 4
    while loaded.rows < total {
      let first = loaded.rows
      let starts = (0..<lots).map { first + $0 * each }.filter { $0 < total }
      let found = try keys(of: starts.map { $0..<min($0 + each, total) }, in: file)
      for (start, keys) in zip(starts, found) {
        for key in keys {
          // The first of equal keys is the one that was given out.
          if loaded.places[key] == nil { loaded.places[key] = UInt32(clamping: loaded.rows) }
          loaded.rows += 1
        }
        if keys.count < min(each, total - start) {
          loaded.lost = total - loaded.rows
          return finished(loaded)
        }
      }
    }
    return finished(loaded)
  }

  private func finished(_ loaded: Loaded) -> Loaded {
    var loaded = loaded
    // What is shorter than a record is the rest of a killed run, and no damage.
    loaded.goodLength = record.offset(of: loaded.rows)
    return loaded
  }

  /// The keys of the undamaged records at the beginning of each lot.
  private func keys(of lots: [Range<Int>], in file: RegularFile) throws(FileError) -> [[FeatureKey]] {
    let found = Mutex([Result<[FeatureKey], FileError>?](repeating: nil, count: lots.count))
    DispatchQueue.concurrentPerform(iterations: lots.count) { number in
      let result = Result { () throws(FileError) in
        let bytes = try file.read(
          at: record.offset(of: lots[number].lowerBound), count: lots[number].count * record.length)
        return bytes.withUnsafeBytes { record.keys(in: $0) }
      }
      found.withLock { $0[number] = result }
    }
    var keys: [[FeatureKey]] = []
    for result in found.withLock({ $0 }) { keys.append(try result?.get() ?? []) }
    return keys
  }
}
