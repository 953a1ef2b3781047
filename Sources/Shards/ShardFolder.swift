import Corpus
import Foundation
import Support

/// The folder that shards are prepared in.
///
/// Unfinished work is in `.preparing`: the plan, a record of each finished shard, and the unfinished files. The
/// manifest comes last, by renaming, and makes the folder a data set.
final class ShardFolder {
  let root: String
  private let work: String
  private let lock: FileLock
  /// Records of shards that were finished before, by part and first sample.
  private var records: [ShardPlace: ShardRecord] = [:]
  /// The manifest that was there.
  private(set) var manifest: ShardManifest?
  private var hasBegun = false
  private let plan: ShardPlan

  /// Opens or makes the folder.
  ///
  /// Throws `ShardError` when it can't be made, holds something else or another plan's shards, or is in use, and
  /// `CorpusError.damagedShards` when its manifest can't be read.
  init(_ place: URL, plan: ShardPlan) throws {
    root = place.path.count > 1 && place.path.hasSuffix("/") ? String(place.path.dropLast()) : place.path
    work = "\(root)/\(ShardManifest.workFolder)"
    self.plan = plan
    do {
      try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    } catch {
      throw ShardError.unwritable(path: root, reason: SystemReason.of(error))
    }
    // The folder itself is locked: no lock file is left behind.
    do throws(FileError) {
      lock = try FileLock(folder: root)
    } catch {
      throw ShardError.unwritable(path: root, reason: error.reason)
    }
    guard (try? lock.tryLock()) == true else { throw ShardError.busy(folder: root) }
    try load()
  }

  func path(_ name: String) -> String { "\(root)/\(name)" }
  func temporary(_ name: String) -> String { "\(work)/\(name).partial" }

  /// The shard that was finished for these samples, if any.
  func record(_ split: Split, first: Int) -> ShardRecord? { records[ShardPlace(split: split, first: first)] }

  private func load() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: root)
    if names.contains(ShardManifest.fileName) {
      let found = try ShardManifest(in: root)
      try check(ShardPlan(found))
      manifest = found
      remember(found.shards)
    } else if names.contains(ShardManifest.workFolder) {
      let files = (try? FileManager.default.contentsOfDirectory(atPath: work)) ?? []
      if let bytes = try? RegularFile.contents(of: "\(work)/\(ShardPlan.fileName)"),
        let found = try? JSONDecoder().decode(ShardPlan.self, from: Data(bytes))
      {
        try check(found)
      }
      remember(
        files.filter { $0.hasSuffix(".json") && $0 != ShardPlan.fileName }.compactMap { name in
          (try? RegularFile.contents(of: "\(work)/\(name)")).flatMap {
            try? JSONDecoder().decode(ShardRecord.self, from: Data($0))
          }
        })
    } else if !names.isEmpty {
      throw ShardError.occupied(folder: root)
    }
  }

  private func remember(_ found: [ShardRecord]) {
    for record in found where record.fault == nil {
      records[ShardPlace(split: record.split, first: record.first)] = record
    }
  }

  private func check(_ found: ShardPlan) throws(ShardError) {
    if let difference = plan.difference(from: found) {
      throw .preparedOtherwise(folder: root, difference: difference)
    }
  }

  /// Prepares for writing: from here on the folder counts as unfinished.
  func begin() throws {
    guard !hasBegun else { return }
    hasBegun = true
    do {
      try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: true)
    } catch {
      throw ShardError.unwritable(path: work, reason: SystemReason.of(error))
    }
    _ = try FileWriter.write(
      Array(JSONEncoder().encode(plan)), to: "\(work)/\(ShardPlan.fileName)", by: temporary(ShardPlan.fileName))
    guard manifest != nil else { return }
    for record in records.values { try keep(record) }
    unlink(path(ShardManifest.fileName))
  }

  /// Keeps the record of a finished shard for the next run.
  func keep(_ record: ShardRecord) throws(ShardError) {
    let name = String(record.file.dropLast(4)) + ".json"
    guard let bytes = try? JSONEncoder().encode(record) else { return }
    _ = try FileWriter.write(Array(bytes), to: "\(work)/\(name)", by: temporary(name))
  }

  /// Writes the manifest, then removes what only an unfinished preparation needs, and shards of earlier runs that are
  /// no longer part of it.
  func finish(_ finished: ShardManifest) throws {
    guard hasBegun || finished != manifest else { return removeWork() }
    try begin()
    _ = try FileWriter.write(
      Array(finished.json()), to: path(ShardManifest.fileName), by: temporary(ShardManifest.fileName))
    let current = Set(finished.shards.flatMap { [$0.file, $0.index] })
    for record in records.values {
      for name in [record.file, record.index] where !current.contains(name) { unlink(path(name)) }
    }
    removeWork()
  }

  private func removeWork() { try? FileManager.default.removeItem(atPath: work) }
}

/// Which samples a shard begins with.
private struct ShardPlace: Hashable {
  let split: Split
  let first: Int
}
