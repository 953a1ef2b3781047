import Foundation
import Support

/// Image files given by a folder (all files in it, at any depth) or a text file with one path per line.
package enum ImageList {
  /// Paths in order; throws `ImageListError` when there is nothing there.
  package static func paths(_ source: String) throws -> [String] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: source, isDirectory: &isFolder) else {
      throw ImageListError(source: source, reason: "it doesn't exist")
    }
    let paths: [String]
    if isFolder.boolValue {
      let names = FileManager.default.enumerator(atPath: source)?.compactMap { $0 as? String } ?? []
      paths = names.sorted().filter { !$0.hasPrefix(".") && !$0.contains("/.") }.map { "\(source)/\($0)" }.filter {
        var isInner: ObjCBool = false
        return FileManager.default.fileExists(atPath: $0, isDirectory: &isInner) && !isInner.boolValue
      }
    } else {
      let text: String
      do throws(FileError) {
        let bytes = try RegularFile.contents(of: source, limit: 256 << 20)
        guard let read = String(validating: bytes, as: UTF8.self) else {
          let found = FileSignature.name(of: Array(bytes.prefix(FileSignature.length)))
          throw FileError(path: source, action: "read", reason: "it is \(found)")
        }
        text = read
      } catch {
        throw ImageListError(source: source, reason: error.reason)
      }
      let base = URL(filePath: source).deletingLastPathComponent().path
      paths = text.split(whereSeparator: \.isNewline).map { $0.hasPrefix("/") ? String($0) : "\(base)/\($0)" }
    }
    guard !paths.isEmpty else { throw ImageListError(source: source, reason: "it lists no images") }
    return paths
  }
}

struct ImageListError: Error, CustomStringConvertible {
  let source: String
  let reason: String

  var description: String {
    "\(source) can't be used as a list of images (\(reason)); name a folder or a text file of paths."
  }
}
