import Foundation

/// Picture files named by a folder (all files in it, at any depth) or a text file with a path a line.
enum PictureList {
  /// Paths in order; throws `PictureListError` when there is nothing there.
  static func paths(_ source: String) throws -> [String] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: source, isDirectory: &isFolder) else {
      throw PictureListError(source: source, reason: "it is not there")
    }
    let paths: [String]
    if isFolder.boolValue {
      let names = FileManager.default.enumerator(atPath: source)?.compactMap { $0 as? String } ?? []
      paths = names.sorted().filter { !$0.hasPrefix(".") && !$0.contains("/.") }.map { "\(source)/\($0)" }.filter {
        var isInner: ObjCBool = false
        return FileManager.default.fileExists(atPath: $0, isDirectory: &isInner) && !isInner.boolValue
      }
    } else {
      let text = try String(contentsOfFile: source, encoding: .utf8)
      let base = URL(filePath: source).deletingLastPathComponent().path
      paths = text.split(whereSeparator: \.isNewline).map { $0.hasPrefix("/") ? String($0) : "\(base)/\($0)" }
    }
    guard !paths.isEmpty else { throw PictureListError(source: source, reason: "it names no picture") }
    return paths
  }
}

struct PictureListError: Error, CustomStringConvertible {
  let source: String
  let reason: String

  var description: String { "\(source) can't be used for pictures (\(reason)); name a folder or a list of files." }
}
