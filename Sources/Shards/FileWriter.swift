import Support

/// Writes a file under a temporary name, hashes it on the way, and renames it at the end.
final class FileWriter {
  private let file: AtomicFile
  private var hasher = SHA256()
  private var waiting: [UInt8] = []
  /// Bytes so far.
  private(set) var count = 0

  /// Throws `ShardError.unwritable`.
  init(_ place: String, by temporary: String) throws(ShardError) {
    file = try Self.wrapping { () throws(FileError) in try AtomicFile(place, temporary: temporary) }
    waiting.reserveCapacity(1 << 20)
  }

  func write(_ bytes: [UInt8]) throws(ShardError) {
    count += bytes.count
    waiting += bytes
    if waiting.count > 1 << 19 { try flush() }
  }

  /// Closes the file, returns it its name, and returns its SHA-256.
  func finish() throws(ShardError) -> String {
    try flush()
    // On the disk before a record says that it is: the next run takes a recorded shard for finished.
    try Self.wrapping { () throws(FileError) in try file.commit() }
    return hasher.finalize().hexadecimal
  }

  /// Removes what was written so far, to free the space.
  func discard() { file.discard() }

  private func flush() throws(ShardError) {
    hasher.update(data: waiting)
    try Self.wrapping { () throws(FileError) in try file.append(waiting) }
    waiting.removeAll(keepingCapacity: true)
  }

  /// Writes a whole small file.
  static func write(_ bytes: [UInt8], to place: String, by temporary: String) throws(ShardError) -> String {
    let writer = try FileWriter(place, by: temporary)
    try writer.write(bytes)
    return try writer.finish()
  }

  private static func wrapping<Value>(_ body: () throws(FileError) -> Value) throws(ShardError) -> Value {
    do throws(FileError) {
      return try body()
    } catch {
      throw .unwritable(path: error.path, reason: error.reason)
    }
  }
}
