import Foundation
import Taxonomy

/// Corrected photographs on disk: `<folder>/<class id>/<name>.<extension>`, the layout that training reads.
package struct FeedbackFolder: Sendable {
  package let folder: URL

  package init(_ folder: URL) { self.folder = folder }

  /// Writes one photograph under its class, to a temporary name first.
  ///
  /// Throws `CocoaError` when the folder can't be written to.
  @discardableResult
  package func keep(_ bytes: [UInt8], as name: ClassName) throws -> URL {
    // Class identifiers come from the model's folder; a separator in one would lead out of this one.
    let safe = name.id.map { $0 == "/" || $0 == "\0" ? "_" : $0 }
    let place = folder.appending(path: String(safe).hasPrefix(".") ? "_" + String(safe) : String(safe))
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    let base = "feedback-\(UUID().uuidString.lowercased())"
    let temporary = place.appending(path: ".\(base).part")
    let file = place.appending(path: "\(base).\(Self.fileExtension(bytes))")
    do {
      try Data(bytes).write(to: temporary)
      try FileManager.default.moveItem(at: temporary, to: file)
    } catch {
      try? FileManager.default.removeItem(at: temporary)
      throw error
    }
    return file
  }

  /// The usual extension of a picture, told from its first bytes.
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
