import Foundation
import NIOCore
import Support
import Transport

/// Small files of the program's own, readable by their owner alone, written whole or not at all.
package enum StateFile {
  /// Replaces a file, making its folders; throws `CloudError` of kind `usage`.
  package static func write(_ bytes: [UInt8], to path: String) throws(CloudError) {
    do {
      try FileManager.default.createDirectory(
        atPath: FolderDescriptor.split(path).folder, withIntermediateDirectories: true)
      let file = try AtomicFile(path, permissions: .readableByOwner)
      try file.append(bytes)
      // What is lost with the power is made again.
      try file.commit(isDurable: false)
    } catch let error as FileError {
      throw CloudError(error)
    } catch {
      throw CloudError(.usage, "\(path) can't be written")
    }
  }

  /// Returns what a file holds; nil where there is none, or it has more than `limit` bytes.
  package static func read(_ path: String, limit: Int) -> [UInt8]? {
    guard let file = try? RegularFile(reading: path), file.size <= limit else { return nil }
    return try? file.read(at: 0, count: file.size)
  }
}
