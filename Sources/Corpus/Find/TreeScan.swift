import Foundation
import Imaging
import Support

/// Walks class folders and collects what looks like an image, by class id.
struct TreeScan {
  /// Folders nested deeper than this below a class are ignored.
  static let depthLimit = 16

  let root: String
  private(set) var samples: [String: [Sample]] = [:]
  private(set) var leftovers = Leftovers()
  private(set) var problems: [Problem] = []

  init(root: String) { self.root = root }

  /// Every folder in `folder` (a path below the root, empty for the root itself) is a class.
  mutating func classes(in folder: String, split: Split) throws(CorpusError) {
    let place = folder.isEmpty ? root : "\(root)/\(folder)"
    let listing = try FolderListing(path: place)
    for file in listing.files { FileKind.isLitter(file) ? leftovers.hidden(file) : leftovers.looseFile() }
    for name in listing.unnameable { unnameable(name, in: place) }
    for _ in listing.others { leftovers.other() }
    for entry in listing.folders {
      let path = folder.isEmpty ? entry.name : "\(folder)/\(entry.name)"
      if FileKind.isLitter(entry.name) {
        leftovers.hidden(entry.name)
      } else if entry.isLink, leadsAbove(path) {
        leftovers.link(path)
      } else {
        let before = samples[entry.name]?.count ?? 0
        images(in: path, of: entry.name, split: split, depth: 0)
        if samples[entry.name]?.count ?? 0 == before, !leftovers.models.contains(path) { leftovers.emptyClass(path) }
      }
    }
  }

  mutating func besideSplits(_ name: String) {
    FileKind.isLitter(name) ? leftovers.hidden(name) : leftovers.besideSplits(name)
  }

  private mutating func images(in folder: String, of id: String, split: Split, depth: Int) {
    guard depth <= Self.depthLimit else { return leftovers.tooDeep(folder) }
    let place = "\(root)/\(folder)"
    let listing: FolderListing
    do {
      listing = try FolderListing(path: place)
    } catch {
      return problems.append(Problem(file: place, reason: error.description))
    }
    if listing.isModel { return leftovers.model(folder) }
    for file in listing.files {
      if FileKind.isLitter(file) {
        leftovers.hidden(file)
      } else if FileKind.isImage(file) || beginsAsImage("\(place)/\(file)") {
        // The class index is set when all classes are known.
        samples[id, default: []].append(
          Sample(root: root, folder: folder, baseName: file, classIndex: 0, split: split))
      } else {
        leftovers.notAnImage(file)
      }
    }
    for name in listing.unnameable { unnameable(name, in: place) }
    for _ in listing.others { leftovers.other() }
    for entry in listing.folders {
      let path = "\(folder)/\(entry.name)"
      if FileKind.isLitter(entry.name) {
        leftovers.hidden(entry.name)
      } else if entry.isLink {
        leftovers.link(path)
      } else {
        images(in: path, of: id, split: split, depth: depth + 1)
      }
    }
  }

  /// Whether a file without an image extension is an image by its first bytes.
  private func beginsAsImage(_ path: String) -> Bool {
    guard let bytes = try? RegularFile(reading: path).read(at: 0, count: 256) else { return false }
    return (try? ImageFormat.tell(bytes)) != nil
  }

  private mutating func unnameable(_ name: String, in place: String) {
    problems.append(Problem(file: "\(place)/\(name)", reason: "The name is not UTF-8; rename the file."))
  }

  /// Whether a link leads to the root itself or a folder above it, whose walk would not end or gather every class.
  private func leadsAbove(_ path: String) -> Bool {
    guard let target = try? resolvedFolder("\(root)/\(path)") else { return true }
    return root == target || root.hasPrefix(target.hasSuffix("/") ? target : target + "/")
  }
}
