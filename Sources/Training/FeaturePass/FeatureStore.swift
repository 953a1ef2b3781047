import Foundation
import Support

/// The feature cache: one append-only file of fixed-size records, so that a kill at any moment loses at most the last
/// one.
///
/// One process at a time writes; others read the existing rows and put their own new rows aside, into a file that ends
/// with them. Only keys are held in memory, some 60 bytes a row.
package actor FeatureStore {
  /// Features of a row.
  package nonisolated var width: Int { rows.width }
  /// The rows' location.
  package nonisolated let file: URL
  /// The rows, by their places.
  package nonisolated let rows: FeatureRows
  /// Whether new rows are written: false while another process holds the cache.
  package nonisolated let isWritable: Bool
  /// How many rows were dropped because one of them, or one before them, was damaged.
  package nonisolated let lost: Int
  private var places: [FeatureKey: UInt32]
  private var next: Int
  private var pending: [UInt8] = []
  private var written: Int

  /// Opens or makes `<folder>/<name>.features`; a torn or damaged tail is truncated.
  ///
  /// - Parameters:
  ///   - writes: Whether to keep new rows on disk if no other process does.
  ///   - limit: Bytes that the folder's caches may take: others are removed, those used longest ago first, and what has no
  ///   room even then isn't kept.
  /// - Throws: `TrainingError.cache` when the folder or file can't be used.
  package init(
    folder: URL, name: String, width: Int, writes: Bool = true, limit: Int? = nil
  ) throws(TrainingError) {
    file = folder.appending(path: name + FeatureCache.suffix)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw .cache(file: folder.path, reason: SystemReason.of(error))
    }
    let record = FeatureRecord(width: width)
    do throws(FileError) {
      let open = try RegularFile(updating: file.path)
      isWritable = writes ? (try? open.tryLock()) ?? false : false
      let found = try FeatureLoading(record).load(open)
      (places, lost, next, written) = (found.places, found.lost, found.rows, found.rows)
      var kept = found.rows
      if isWritable {
        try open.resize(to: found.goodLength)
        if found.goodLength == 0 { try open.write(record.header, at: 0) }
        try open.touch()
        if let limit {
          let room = try FeatureCache(folder).makeRoom(within: limit, for: file)
          kept = max(kept, max(0, room - FeatureRecord.headerLength) / record.length)
        } else {
          kept = .max
        }
      }
      rows = FeatureRows(width: width, file: open, kept: kept, aside: try .nameless(in: folder))
    } catch {
      throw .cache(file: error.path, reason: error.reason)
    }
  }

  /// Opens the cache of a pipeline, and writes down which net and preprocessing it is of.
  package init(
    folder: URL, pipeline: String, width: Int, writes: Bool = true, limit: Int? = nil
  ) throws(TrainingError) {
    try self.init(
      folder: folder, name: FeatureCache.name(of: pipeline), width: width, writes: writes, limit: limit)
    guard isWritable else { return }
    do throws(FileError) {
      try FeatureCache(folder).describe(file, by: pipeline)
    } catch {
      throw .cache(file: error.path, reason: error.reason)
    }
  }

  /// How many rows there are.
  package var count: Int { next }

  /// How many of the rows aren't kept in the cache for want of room, or because another process holds it.
  package var unkept: Int { max(0, next - rows.kept) }

  /// The place of a row; nil where none was stored.
  package func place(of key: FeatureKey) -> UInt32? { places[key] }

  /// Returns a row; nil where none was stored. Throws `TrainingError.cache`.
  package func features(for key: FeatureKey) throws(TrainingError) -> [Float]? {
    guard let place = places[key] else { return nil }
    if place >= written { try flush() }
    return try rows.row(place)
  }

  /// Stores a row and returns its place; it is on disk after the next `flush`, which happens automatically every megabyte.
  @discardableResult
  package func insert(_ features: [Float], for key: FeatureKey) throws(TrainingError) -> UInt32 {
    if let known = places[key] { return known }
    guard features.count == width, next < UInt32.max else {
      throw .cache(
        file: file.path, reason: "it holds \(next) rows of \(width) values, and one of \(features.count) came")
    }
    // From here on rows go to the other file.
    if next == rows.kept { try flush() }
    rows.record.append(features, for: key, to: &pending)
    let place = UInt32(next)
    places[key] = place
    next += 1
    if pending.count > 1 << 20 { try flush() }
    return place
  }

  /// Writes what is new to the disk. Throws `TrainingError.cache`.
  package func flush() throws(TrainingError) {
    guard written < next else { return }
    let (records, first) = (pending, written)
    (pending, written) = ([], next)
    try rows.write(records, at: first)
  }
}
