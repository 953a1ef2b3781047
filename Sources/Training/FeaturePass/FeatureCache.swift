import Foundation
import Support

/// The folder of feature caches: one file of rows per net, precision and preprocessing, and next to it a text that says which.
package struct FeatureCache: Sendable {
  /// The folder.
  package let folder: URL

  /// The end of a cache's name.
  static let suffix = ".features"
  /// The end of the name of the text about it.
  static let noteSuffix = ".net"
  /// What that text begins with.
  private static let notePrefix = "dogbreed features of "
  /// Longer texts are cut off.
  private static let longestNote = 4096

  /// One cache.
  package struct Entry: Hashable, Sendable {
    /// The rows' file.
    package let file: URL
    /// Bytes on the disk.
    package let bytes: Int
    /// Rows, and features of each.
    package let rows: Int, width: Int
    /// Backbones, their weights' hashes, the preprocessing and the precision, as the file's own net; nil where no text says so.
    package let pipeline: String?
    /// When it was last opened to be written to.
    package let used: Date

    /// The backbones' names and the precision, of the pipeline's text; nil where there is none.
    package var net: String? {
      pipeline.flatMap { text in
        let backbones = text.prefix { $0 != "{" }.split(separator: ", ").compactMap { $0.split(separator: " ").first }
        let precision = text.lastIndex(of: "}").map { text[text.index(after: $0)...] } ?? ""
        return backbones.isEmpty ? nil : backbones.joined(separator: "+") + precision
      }
    }
  }

  package init(_ folder: URL) { self.folder = folder }

  /// The name of a pipeline's cache, without its end.
  package static func name(of pipeline: String) -> String {
    ContentHash.of(Array(pipeline.utf8)).prefix(16).description
  }

  /// The caches of this program, those used longest ago first; other files are left out, whatever they are called.
  ///
  /// Throws `FileError` where the folder can't be read; one that isn't there has none.
  package func entries() throws(FileError) -> [Entry] {
    guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    } catch {
      throw FileError(path: folder.path, action: "read", reason: SystemReason.of(error))
    }
    return names.filter { $0.hasSuffix(Self.suffix) }.compactMap(entry).sorted {
      ($0.used, $0.file.path) < ($1.used, $1.file.path)
    }
  }

  private func entry(_ name: String) -> Entry? {
    let place = folder.appending(path: name)
    guard let file = try? RegularFile(reading: place.path),
      let header = try? file.read(at: 0, count: FeatureRecord.headerLength),
      let width = FeatureRecord.width(of: header), width > 0,
      let used = try? FileManager.default.attributesOfItem(atPath: place.path)[.modificationDate] as? Date
    else { return nil }
    return Entry(
      file: place, bytes: file.size,
      rows: (file.size - FeatureRecord.headerLength) / FeatureRecord(width: width).length, width: width,
      pipeline: pipeline(of: place), used: used)
  }

  /// What the text about a cache says; nil without one.
  private func pipeline(of file: URL) -> String? {
    let note = try? RegularFile(reading: note(about: file).path).read(at: 0, count: Self.longestNote)
    guard let text = note.map({ String(decoding: $0, as: UTF8.self) }), text.hasPrefix(Self.notePrefix) else {
      return nil
    }
    return String(text.dropFirst(Self.notePrefix.count))
  }

  /// Whether there is a cache of a pipeline's features.
  func has(_ pipeline: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.appending(path: Self.name(of: pipeline) + Self.suffix).path)
  }

  private func note(about file: URL) -> URL {
    folder.appending(path: file.lastPathComponent.dropLast(Self.suffix.count) + Self.noteSuffix)
  }

  /// Removes a cache unless a process writes to it; returns whether it is gone. Throws `FileError`.
  package func remove(_ entry: Entry) throws(FileError) -> Bool {
    let file = try RegularFile(updating: entry.file.path)
    defer { try? file.close() }
    guard try file.tryLock() else { return false }
    let isNoteOurs = pipeline(of: entry.file) != nil
    for place in [entry.file] + (isNoteOurs ? [note(about: entry.file)] : []) {
      guard unlink(place.path) == 0 || errno == ENOENT else {
        throw FileError(path: place.path, action: "removed", reason: SystemReason.last)
      }
    }
    return true
  }

  /// Removes caches used longest ago until all take at most so many bytes, never the one in use.
  ///
  /// Returns how many bytes there are for that one. Throws `FileError`.
  func makeRoom(within limit: Int, for own: URL) throws(FileError) -> Int {
    let others = try entries().filter { $0.file.lastPathComponent != own.lastPathComponent }
    let size = try RegularFile(reading: own.path).size
    var taken = others.reduce(0) { $0 + $1.bytes }
    for entry in others where taken + size > limit {
      if try remove(entry) { taken -= entry.bytes }
    }
    return max(0, limit - taken)
  }

  /// Writes down what a cache is of, unless that is known. Throws `FileError`.
  func describe(_ file: URL, by pipeline: String) throws(FileError) {
    let place = note(about: file)
    guard !FileManager.default.fileExists(atPath: place.path) else { return }
    try AtomicFile.write(Array((Self.notePrefix + pipeline).utf8), to: place.path)
  }
}
