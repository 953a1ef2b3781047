import Foundation

/// The hashes of a folder's files, kept next to them in the form that `sha256sum --check` reads, so that damage is found
/// before a file is used.
package struct HashList: Hashable, Sendable {
  /// The list's usual name.
  package static let fileName = "SHA256SUMS"
  private static let limit = 1 << 20

  /// SHA-256 by file name.
  package var hashes: [String: String]

  package init(_ hashes: [String: String] = [:]) { self.hashes = hashes }

  /// Reads a folder's list; empty where there is none that can be read.
  package init(in folder: URL) {
    hashes = [:]
    guard let file = try? RegularFile(reading: folder.appending(path: Self.fileName).path), file.size <= Self.limit,
      let bytes = try? file.read(at: 0, count: file.size)
    else { return }
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let parts = line.split(separator: "  ", maxSplits: 1)
      if parts.count == 2, parts[0].utf8.count == 64 { hashes[String(parts[1])] = String(parts[0]) }
    }
  }

  /// Hashes files of a folder; throws `FileError`.
  package init(of names: [String], in folder: URL) throws(FileError) {
    hashes = [:]
    for name in names { hashes[name] = try ContentHash.of(file: folder.appending(path: name)) }
  }

  /// Whether a file is as it was when the list was written: false too where it isn't on the list.
  package func holds(_ name: String, in folder: URL) -> Bool {
    guard let expected = hashes[name] else { return false }
    return (try? ContentHash.of(file: folder.appending(path: name))) == expected
  }

  /// Replaces the folder's list; throws `FileError`.
  package func write(to folder: URL) throws(FileError) {
    let lines = hashes.sorted { $0.key < $1.key }.map { "\($0.value)  \($0.key)\n" }
    try AtomicFile.write(Array(lines.joined().utf8), to: folder.appending(path: Self.fileName).path)
  }
}
