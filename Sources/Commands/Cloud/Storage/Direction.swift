import ArgumentParser
import Foundation
import GoogleCloud
import ObjectStorage
import Synchronization
import Transport

/// Which way something is copied, and how it is shown.
enum Direction {
  /// Throws a usage error unless exactly one of the two is an address.
  static func check(_ source: String, _ destination: String) throws {
    if Remote.isAddress(source) == Remote.isAddress(destination) {
      throw ValidationError("Give a path and a gs:// or s3:// URL: one is copied to the other.")
    }
    for text in [source, destination] where Remote.isAddress(text) {
      do throws(CloudError) {
        _ = try StorageAddress(text)
      } catch {
        throw ValidationError("\(error)")
      }
    }
  }

  static func isFolder(_ path: String) -> Bool { FileStamp(path: path)?.isFolder ?? false }

  /// Bytes of a file; nil when there is none.
  static func size(_ path: String) -> Int? { FileStamp(path: path).flatMap { $0.isRegular ? $0.size : nil } }

  static func options(_ what: String) -> SyncOptions {
    var options = SyncOptions()
    options.progress = TransferProgress(what, ConsoleProgress()).closure
    return options
  }

  /// Shows one file's bytes.
  static func meter(_ total: Int) -> @Sendable (Int) -> Void {
    let show = TransferProgress("copying", ConsoleProgress()).closure
    let done = Mutex(0)
    return { more in
      let sum = done.withLock { sum in
        sum += more
        return sum
      }
      show(SyncProgress(total: total, done: sum))
    }
  }
}

extension SyncReport {
  init(_ one: Transferred) {
    self.init()
    files = 1
    unchanged = one.bytes == 0 && one.object.size > 0 ? 1 : 0
    transferred = 1 - unchanged
    bytes = one.bytes
  }

  /// Names what was left out, and fails when anything was: an incomplete copy is not a success.
  func requireWhole() throws {
    for note in notes { Console.error("\(note.name) was left out: \(note.reason).") }
    if leftOut > notes.count { Console.error("\(leftOut - notes.count) more were left out.") }
    if leftOut > 0 { throw ExitCode.failure }
  }

  var sentence: String {
    var text = files == 1 ? "1 file: " : "\(files) files: "
    text += "\(transferred) transferred (\(bytes) bytes), \(unchanged) unchanged"
    if leftOut > 0 { text += ", \(leftOut) left out" }
    if deleted > 0 { text += ", \(deleted) deleted" }
    return text + "."
  }
}
