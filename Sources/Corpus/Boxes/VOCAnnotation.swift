import Foundation

/// Reads the boxes of a Pascal VOC annotation, as Stanford Dogs and Oxford-IIIT Pet have them.
///
/// Only elements and text of XML are read; declarations, comments and attributes are passed over, and a document type,
/// which could define entities, is refused. The input is untrusted: size, depth and the number of boxes are
/// bounded, and invalid or implausible numbers yield no box.
package enum VOCAnnotation {
  static let fileLimit = 1 << 20
  static let depthLimit = 16
  static let boxLimit = 1024

  /// Reads a file.
  ///
  /// - Returns: Nil where there is none.
  /// - Throws: `CorpusError.malformedAnnotation`.
  package static func read(_ path: String) throws(CorpusError) -> BoxAnnotation? {
    let bytes: [UInt8]
    do {
      bytes = try TableFile.read(path, limit: fileLimit)
    } catch {
      if case .noTable = error { return nil }
      throw .malformedAnnotation(file: path, reason: "it can't be read or is too long")
    }
    do throws(VOCFault) {
      return try parse(bytes)
    } catch {
      throw .malformedAnnotation(file: path, reason: error.reason)
    }
  }

  static func parse(_ bytes: [UInt8]) throws(VOCFault) -> BoxAnnotation {
    var scanner = XMLScanner(bytes)
    var path: [String] = []
    var size: [String: Int] = [:]
    var box: [String: Int] = [:]
    var boxes: [BoundingBox] = []
    var isAnnotation = false
    while let token = try scanner.next() {
      switch token {
      case .open(let name):
        path.append(name)
        guard path.count <= depthLimit else { throw VOCFault(reason: "its elements are nested too deep") }
        if path == ["annotation"] { isAnnotation = true }
        if name == "bndbox" { box = [:] }
      case .text(let text):
        guard let name = path.last, let number = number(text) else { continue }
        if path.dropLast() == ["annotation", "size"] { size[name] = number }
        if path.dropLast() == ["annotation", "object", "bndbox"] { box[name] = number }
      case .close(let name):
        guard path.popLast() == name else { throw VOCFault(reason: "its elements are not closed in order") }
        guard name == "bndbox", path == ["annotation", "object"], boxes.count < boxLimit,
          let left = box["xmin"], let top = box["ymin"], let right = box["xmax"], let bottom = box["ymax"]
        else { continue }
        boxes.append(BoundingBox(left: left, top: top, right: right, bottom: bottom))
      }
    }
    guard isAnnotation, path.isEmpty else { throw VOCFault(reason: "it is not a complete annotation") }
    func side(_ name: String) -> Int? { size[name].flatMap { $0 > 0 ? $0 : nil } }
    return BoxAnnotation(width: side("width"), height: side("height"), boxes: boxes)
  }

  /// A whole number of pixels; some writers give fractions.
  private static func number(_ text: String) -> Int? {
    guard let value = Double(text.trimmingCharacters(in: .whitespacesAndNewlines)), value.isFinite,
      (-100_000.0...100_000.0).contains(value)
    else { return nil }
    return Int(value.rounded())
  }
}

/// Why bytes aren't a valid annotation.
struct VOCFault: Error, Hashable {
  let reason: String
}
