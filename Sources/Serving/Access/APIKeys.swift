import Foundation
import Support
import Synchronization

/// The keys that clients may present, as hashes.
package struct APIKeys: Sendable {
  static let length = 16...256
  private let hashes: [SecretHash]

  /// Reads keys, one per line; empty lines and those that begin with `#` are ignored.
  ///
  /// Throws `ServerOptionsError.badKeys` for a key that is too short or has a blank in it, and if there is none.
  package init(_ text: String, file: String) throws(ServerOptionsError) {
    var hashes: [SecretHash] = []
    for (number, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
      let key = line.trimmingCharacters(in: .whitespaces)
      if key.isEmpty || key.hasPrefix("#") { continue }
      guard Self.length.contains(key.utf8.count), key.utf8.allSatisfy({ (33..<127).contains($0) }) else {
        throw .badKeys(
          file: file,
          reason: "line \(number + 1) is not \(Self.length.lowerBound) to \(Self.length.upperBound) plain characters")
      }
      hashes.append(SecretHash(key))
    }
    guard !hashes.isEmpty else { throw .badKeys(file: file, reason: "no key is in it") }
    self.hashes = hashes
  }

  /// Whether a key is one of them, in a time that reveals neither which nor how much of it is right.
  package func contains(_ key: String) -> Bool {
    let shown = SecretHash(key)
    var found = false
    // No shortcut: every key is compared.
    for hash in hashes { found = hash.matches(shown) ? true : found }
    return found
  }
}

/// The API keys in a file, as last read.
package final class APIKeyFile: Sendable {
  /// Where the file is.
  package let path: String
  private let keys: Mutex<APIKeys>

  /// Throws `ServerOptionsError.badKeys`.
  package init(_ path: String) throws(ServerOptionsError) {
    self.path = path
    keys = Mutex(try Self.read(path))
  }

  var rereading: RereadFiles { RereadFiles(name: "keys", paths: [path]) { [self] in try read() } }

  /// Reads the file again; throws `ServerOptionsError.badKeys` and keeps the old keys when that fails.
  package func read() throws(ServerOptionsError) {
    let new = try Self.read(path)
    keys.withLock { $0 = new }
  }

  /// Whether the file held this key when it was last read.
  package func contains(_ key: String) -> Bool { keys.withLock { $0 }.contains(key) }

  private static func read(_ path: String) throws(ServerOptionsError) -> APIKeys {
    let bytes: [UInt8]
    do throws(FileError) {
      let file = try RegularFile(reading: path)
      guard file.size <= 1 << 20 else { throw FileError(path: path, action: "read", reason: "it is over 1 MiB") }
      bytes = try file.read(at: 0, count: file.size)
    } catch {
      throw .badKeys(file: path, reason: error.reason)
    }
    return try APIKeys(String(decoding: bytes, as: UTF8.self), file: path)
  }
}
