import Corpus
import Crypto
import Foundation

/// Writes a file under a temporary name, sums it up on the way, and puts it in its place at the end.
final class FileWriter {
  private let temporary: String
  private let descriptor: Int32
  private var hasher = SHA256()
  private var waiting: [UInt8] = []
  private var isOpen = true
  /// Bytes so far.
  private(set) var count = 0

  /// Throws `ShardError.unwritable`.
  init(_ temporary: String) throws(ShardError) {
    self.temporary = temporary
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .unwritable(path: temporary, reason: String(cString: strerror(errno))) }
    waiting.reserveCapacity(1 << 20)
  }

  deinit { discard() }

  func write(_ bytes: [UInt8]) throws(ShardError) {
    count += bytes.count
    waiting += bytes
    if waiting.count > 1 << 19 { try flush() }
  }

  /// Closes the file, gives it its name, and gives its SHA-256.
  func finish(as place: String) throws(ShardError) -> String {
    try flush()
    isOpen = false
    guard close(descriptor) == 0, rename(temporary, place) == 0 else {
      let reason = String(cString: strerror(errno))
      unlink(temporary)
      throw .unwritable(path: place, reason: reason)
    }
    return hasher.finalize().hex
  }

  /// Removes what was written so far, so that it takes no room.
  func discard() {
    guard isOpen else { return }
    isOpen = false
    close(descriptor)
    unlink(temporary)
  }

  private func flush() throws(ShardError) {
    hasher.update(data: waiting)
    var done = 0
    while done < waiting.count {
      let wrote = waiting.withUnsafeBytes { bytes in
        Foundation.write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
      }
      if wrote < 0 {
        if errno == EINTR { continue }
        let reason = String(cString: strerror(errno))
        discard()
        throw .unwritable(path: temporary, reason: reason)
      }
      done += wrote
    }
    waiting.removeAll(keepingCapacity: true)
  }

  /// Writes a whole small file.
  static func write(_ bytes: [UInt8], to place: String, by temporary: String) throws(ShardError) -> String {
    let writer = try FileWriter(temporary)
    try writer.write(bytes)
    return try writer.finish(as: place)
  }
}
