import Foundation
import Support

/// Finds the files that a table's rows mean.
///
/// A path counts as it is written first; then without the blanks around it, with Windows' backslashes for slashes, with
/// any image's ending in capitals or small letters, and with accented letters composed in another way. An absolute path
/// of another machine, such as `C:\data\pug\1.jpg`, counts by the longest end of it that names an image.
struct ImagePlaces {
  enum Place {
    /// The path below the root, as the file system spells it.
    case found(root: String, name: String)
    /// By the end of an absolute path that leads nowhere on this machine.
    case foundElsewhere(root: String, name: String)
    /// Nowhere; the path that was tried.
    case missing(String)
    case outside
  }

  private struct Folder {
    /// What the file system calls the folder, without a slash at its end; empty for the root.
    let name: String
    var files: [String: [String]] = [:]
    var folders: [String] = []
  }

  private static let endings = [".jpg", ".jpeg", ".png", ".webp"]

  /// No system opens a longer path (Linux' `PATH_MAX`), and each folder in one is looked for.
  private static let pathLimit = 4096

  private let roots: [String]
  private var folders: [String: Folder?] = [:]

  init(roots: [String]) { self.roots = roots }

  /// Returns the location of a row's file; `folder` (with a slash at its end) is put before a relative path.
  mutating func place(_ file: String, in folder: String) -> Place {
    guard file.utf8.count <= Self.pathLimit else { return .missing(file.clipped) }
    var spellings = [file]
    let bare = file.trimmingCharacters(in: .whitespaces)
    for other in [bare, bare.replacing("\\", with: "/")]
    where !spellings.contains(where: { $0.utf8.elementsEqual(other.utf8) }) {
      spellings.append(other)
    }
    var tried: String?
    for spelling in spellings {
      for root in roots {
        guard let parts = Self.parts(spelling.hasPrefix("/") ? spelling : folder + spelling, below: root) else {
          continue
        }
        tried = "\(root)/\(parts.joined(separator: "/"))"
        if let name = find(parts, in: root) { return .found(root: root, name: name) }
      }
    }
    if let place = elsewhere(spellings.last ?? bare, in: folder) { return place }
    return tried.map { .missing($0) } ?? .outside
  }

  /// The image that the end of an absolute path names, if the path as a whole names nothing on this machine.
  private mutating func elsewhere(_ path: String, in folder: String) -> Place? {
    let bytes = Array(path.utf8.prefix(3))
    let isDrive = bytes.count == 3 && bytes[1] == UInt8(ascii: ":") && bytes[2] == UInt8(ascii: "/")
    guard isDrive || bytes.first == UInt8(ascii: "/"), !FileManager.default.fileExists(atPath: path) else { return nil }
    let parts = path.split(separator: "/").map(String.init)
    guard !parts.contains("..") else { return nil }
    let before = folder.split(separator: "/").map(String.init)
    for start in parts.indices.dropFirst() {
      for root in roots {
        let end = Array(parts[start...])
        if let name = find(end, in: root) ?? (before.isEmpty ? nil : find(before + end, in: root)) {
          return .foundElsewhere(root: root, name: name)
        }
      }
    }
    return nil
  }

  /// The parts of a path below the root; nil for one that leads elsewhere.
  private static func parts(_ path: String, below root: String) -> [String]? {
    var rest = path
    if path.hasPrefix("/") {
      if path.utf8.starts(with: "\(root)/".utf8) {
        rest = String(decoding: path.utf8.dropFirst(root.utf8.count + 1), as: UTF8.self)
      } else {
        // The same folder may be named through a link.
        let slash = path.lastIndex(of: "/") ?? path.startIndex
        guard let place = try? resolvedFolder(String(path[...slash])) else { return nil }
        let resolved = place + path[slash...]
        guard resolved.utf8.starts(with: "\(root)/".utf8) else { return nil }
        rest = String(decoding: resolved.utf8.dropFirst(root.utf8.count + 1), as: UTF8.self)
      }
    }
    let parts = rest.split(separator: "/").map(String.init).filter { $0 != "." }
    return parts.isEmpty || parts.contains("..") ? nil : parts
  }

  private mutating func find(_ parts: [String], in root: String) -> String? {
    let exact = parts.joined(separator: "/")
    let isImage = FileName.isImage(exact)
    // An id stands for its image.
    for ending in isImage ? [""] : [""] + Self.endings where Self.isFile("\(root)/\(exact)\(ending)") {
      return exact + ending
    }
    guard let base = parts.last, let folder = folder(parts.dropLast(), in: root) else { return nil }
    let stem = isImage ? String(Sample.stem(of: base)) : base
    let wanted = FileName.ending(of: base)
    // Strings are equal however their letters are composed.
    let name = folder.files[stem]?.first { !isImage || FileName.ending(of: $0) == wanted }
    return name.map { folder.name.isEmpty ? $0 : "\(folder.name)/\($0)" }
  }

  /// The listed folder, by its name as written or composed in another way.
  private mutating func folder(_ parts: ArraySlice<String>, in root: String) -> Folder? {
    let key = "\(root)//\(parts.joined(separator: "/"))"
    if let known = folders[key] { return known }
    var found: Folder?
    if let last = parts.last {
      if let above = folder(parts.dropLast(), in: root) {
        let same = above.folders.first { $0.utf8.elementsEqual(last.utf8) } ?? above.folders.first { $0 == last }
        found = same.map { Folder(name: above.name.isEmpty ? $0 : "\(above.name)/\($0)") }
      }
    } else {
      found = Folder(name: "")
    }
    if var listed = found, let listing = try? FolderListing(path: "\(root)/\(listed.name)") {
      listed.folders = listing.folders.map(\.name)
      for name in listing.files where FileName.isImage(name) && !FileName.isLitter(name) {
        listed.files[String(Sample.stem(of: name)), default: []].append(name)
      }
      found = listed
    }
    folders[key] = .some(found)
    return found
  }

  private static func isFile(_ path: String) -> Bool {
    var info = stat()
    return stat(path, &info) == 0 && info.st_mode & S_IFMT == S_IFREG
  }
}
