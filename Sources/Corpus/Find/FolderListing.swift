import Foundation
import Support

/// One folder's contents, in the byte order of the names; links are followed.
struct FolderListing {
  struct Entry {
    let name: String
    let isLink: Bool
  }

  var folders: [Entry] = []
  var files: [String] = []
  /// Names that are not UTF-8, with the bytes that aren't replaced.
  var unnameable: [String] = []
  /// Links that lead nowhere, sockets, devices.
  var others: [String] = []

  /// Whether this is a model folder, whose golden images are not images of a class.
  var isModel: Bool {
    files.contains("model.json") && folders.contains { $0.name == "golden" }
      && ["model.onnx", "head.safetensors", "weights.safetensors"].contains { files.contains($0) }
  }

  /// Reads the folder with POSIX calls: `FileManager`'s enumeration takes several times the time and the memory.
  init(path: String) throws(CorpusError) {
    guard let stream = opendir(path) else {
      let code = errno
      if code == ENOENT { throw .missing(path: path) }
      if code == ENOTDIR { throw .notAFolder(at: path) }
      throw .notReadable(path: path, reason: SystemReason.of(code))
    }
    defer { closedir(stream) }
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        if errno != 0 { throw .notReadable(path: path, reason: SystemReason.last) }
        break
      }
      let type = Int32(entry.pointee.d_type)
      withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        let name = bytes.prefix { $0 != 0 }
        if name.elementsEqual(".".utf8) || name.elementsEqual("..".utf8) { return }
        guard let text = String(validating: name, as: UTF8.self) else {
          unnameable.append(String(decoding: name, as: UTF8.self))
          return
        }
        place(text, type: type, in: path)
      }
    }
    folders.sort { Self.precedes($0.name, $1.name) }
    files.sort(by: Self.precedes)
    unnameable.sort(by: Self.precedes)
    others.sort(by: Self.precedes)
  }

  private mutating func place(_ name: String, type: Int32, in path: String) {
    switch type {
    case Int32(DT_REG): files.append(name)
    case Int32(DT_DIR): folders.append(Entry(name: name, isLink: false))
    default:
      var info = stat()
      guard stat("\(path)/\(name)", &info) == 0 else { return others.append(name) }
      switch info.st_mode & S_IFMT {
      case S_IFREG: files.append(name)
      case S_IFDIR: folders.append(Entry(name: name, isLink: type == Int32(DT_LNK)))
      default: others.append(name)
      }
    }
  }

  /// Byte order, also between names that Swift takes for equal because only their composition differs.
  private static func precedes(_ a: String, _ b: String) -> Bool {
    a.utf8.lexicographicallyPrecedes(b.utf8)
  }
}

/// A folder's place with links resolved, or the error that says what it is instead.
package func resolvedFolder(_ path: String) throws(CorpusError) -> String {
  guard let resolved = realpath(path, nil) else {
    let code = errno
    if code == ENOENT { throw .missing(path: path) }
    throw .notReadable(path: path, reason: SystemReason.of(code))
  }
  defer { free(resolved) }
  var info = stat()
  guard stat(resolved, &info) == 0 else { throw .missing(path: path) }
  guard info.st_mode & S_IFMT == S_IFDIR else { throw .notAFolder(at: path) }
  return String(cString: resolved)
}
