import Foundation
import Support
import Taxonomy

/// Corrected images on disk: `<folder>/<class id>/<name>.<extension>`, the layout that training reads, and
/// `.nothing`, `.another` and `.unknown` for those that show no class that the model knows; `.another` holds a folder for each
/// name that people typed.
package struct FeedbackFolder: Sendable {
  /// Where photos are written to.
  package let folder: URL
  /// Bytes of all files in the folder.
  package let limit: Int

  /// Names beyond these get no folder of their own: whoever types thousands doesn't fill the folder with folders.
  package static let mostNames = 500

  /// A photo that there is no room for.
  package struct Full: Error, Hashable, Sendable, CustomStringConvertible {
    /// The most bytes that the folder may hold.
    package let limit: Int
    package var description: String {
      "The folder holds its \(limit) bytes; move photos away, or raise feedback-limit."
    }
  }

  package init(_ folder: URL, limit: Int = 1 << 30) {
    self.folder = folder
    self.limit = limit
  }

  /// Makes the folder and writes a file to it, to know before the first photo that it can be done.
  ///
  /// Throws `ServerOptionsError.unwritableFeedback`.
  package func prepare() throws(ServerOptionsError) {
    let probe = folder.appending(path: ".probe-\(UUID().uuidString)")
    do {
      try FileManager.default.createDirectory(
        at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      try Data([0]).write(to: probe)
      try FileManager.default.removeItem(at: probe)
    } catch {
      throw .unwritableFeedback(folder: folder.path, reason: SystemReason.of(error))
    }
  }

  /// Writes one photo under what it shows, to a temporary name first, for nobody else to read.
  ///
  /// Throws `CocoaError` when the folder can't be written to, and `Full`.
  @discardableResult
  package func keep(_ bytes: [UInt8], as answer: FeedbackAnswer) throws -> URL {
    guard used() + bytes.count <= limit else { throw Full(limit: limit) }
    // Class ids come from the model's folder; a separator in one would lead out of this folder.
    let safe = answer.folder.map { $0 == "/" || $0 == "\0" ? "_" : $0 }
    let place = place(of: answer, in: folder.appending(path: String(safe)))
    try FileManager.default.createDirectory(
      at: place, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let base = "feedback-\(UUID().uuidString.lowercased())"
    let temporary = place.appending(path: ".\(base).part")
    let file = place.appending(path: "\(base).\(Self.fileExtension(bytes))")
    do {
      guard
        FileManager.default.createFile(atPath: temporary.path, contents: nil, attributes: [.posixPermissions: 0o600])
      else { throw CocoaError(.fileWriteUnknown) }
      let handle = try FileHandle(forWritingTo: temporary)
      defer { try? handle.close() }
      try handle.write(contentsOf: Data(bytes))
      try handle.synchronize()
      try FileManager.default.moveItem(at: temporary, to: file)
    } catch {
      try? FileManager.default.removeItem(at: temporary)
      throw error
    }
    return file
  }

  /// Where a named class's photos are: in the folder of whoever typed the name first, however they spelt it.
  private func place(of answer: FeedbackAnswer, in parent: URL) -> URL {
    guard case .named(let name) = answer else { return parent }
    let keys: Set<URLResourceKey> = [.isDirectoryKey]
    let known = try? FileManager.default.contentsOfDirectory(at: parent, includingPropertiesForKeys: Array(keys))
    let folders = (known ?? []).filter { (try? $0.resourceValues(forKeys: keys))?.isDirectory == true }
    if let same = folders.first(where: { name.isAlike($0.lastPathComponent) }) { return same }
    return folders.count < Self.mostNames ? parent.appending(path: name.text) : parent
  }

  /// Deletes a photo that `keep` wrote, with the folder of a name that nobody else typed, and returns its bytes. Throws
  /// `CocoaError`.
  package func takeBack(_ file: URL) throws -> [UInt8] {
    let bytes = Array(try Data(contentsOf: file))
    try FileManager.default.removeItem(at: file)
    // Only of what is empty, and never of the folder itself.
    let place = file.deletingLastPathComponent()
    if place.deletingLastPathComponent().lastPathComponent == FeedbackAnswer.another.folder { rmdir(place.path) }
    return bytes
  }

  /// Bytes of the files that are there.
  private func used() -> Int {
    let keys: Set<URLResourceKey> = [.fileSizeKey, .isRegularFileKey]
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: Array(keys))
    var sum = 0
    while let file = files?.nextObject() as? URL {
      guard let values = try? file.resourceValues(forKeys: keys), values.isRegularFile == true else { continue }
      sum += values.fileSize ?? 0
    }
    return sum
  }

  /// The usual extension of an image, detected from its first bytes.
  static func fileExtension(_ bytes: [UInt8]) -> String {
    let head = bytes.prefix(16)
    let brand = head.count >= 12 ? String(decoding: head.dropFirst(4).prefix(8), as: UTF8.self) : ""
    if head.starts(with: [0xFF, 0xD8]) { return "jpg" }
    if head.starts(with: [0x89, 0x50, 0x4E, 0x47]) { return "png" }
    if head.starts(with: Array("GIF8".utf8)) { return "gif" }
    if head.starts(with: Array("RIFF".utf8)) { return "webp" }
    if head.starts(with: [0x49, 0x49, 0x2A]) || head.starts(with: [0x4D, 0x4D, 0x00]) { return "tif" }
    if brand.hasPrefix("ftypavi") { return "avif" }
    if brand.hasPrefix("ftyp") { return "heic" }
    return "img"
  }
}
