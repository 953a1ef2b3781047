import Foundation
import Support

/// Walks class folders and collects what looks like an image, by class id.
struct TreeScan {
  /// Folders nested deeper than this below a class are ignored.
  static let depthLimit = 16

  let root: String
  private(set) var samples: [ByteName: [Sample]] = [:]
  private(set) var leftovers = Leftovers()
  private(set) var problems: [Problem] = []
  /// By class folder, whatever part it is in.
  private(set) var depths: [ByteName: ClassDepth] = [:]

  init(root: String) { self.root = root }

  /// Every folder in `folder` (a path below the root, empty for the root itself) is a class.
  ///
  /// - Throws: `CorpusError` where this folder or a class's own can't be read; one further down is a problem.
  mutating func classes(in folder: String, split: Split) throws(CorpusError) {
    let place = folder.isEmpty ? root : "\(root)/\(folder)"
    let listing = try FolderListing(path: place)
    for file in listing.files {
      FileName.isLitter(file) ? leftovers.hidden(file) : leftovers.looseFile(file, in: folder)
    }
    for name in listing.unnameable { unnameable(name, in: place) }
    for _ in listing.others { leftovers.other() }
    for entry in listing.folders {
      let path = folder.isEmpty ? entry.name : "\(folder)/\(entry.name)"
      if FileName.isLitter(entry.name) {
        leftovers.hidden(entry.name)
      } else if entry.isLink, leadsAbove(path, [root]) {
        leftovers.link(path)
      } else {
        var walk = ClassWalk(id: ByteName(entry.name), folder: path, split: split, places: ["\(root)/\(path)"])
        let before = samples[walk.id]?.count ?? 0
        if entry.isLink { walk.places.append(try resolvedFolder("\(root)/\(path)")) }
        try images(in: path, depth: 0, &walk)
        var next = 0
        walk.isLinked = true
        while next < walk.links.count {
          let link = walk.links[next]
          next += 1
          if leadsAbove(link.path, walk.places) {
            leftovers.link(link.path)
          } else {
            try images(in: link.path, depth: link.depth, &walk)
          }
        }
        if samples[walk.id]?.count ?? 0 == before, !leftovers.models.contains(path) { leftovers.emptyClass(path) }
      }
    }
  }

  /// Every folder in one of the `outer` ones in `folder` is a class.
  mutating func innerClasses(in folder: String, below outer: [String], split: Split) throws(CorpusError) {
    for entry in try FolderListing(path: folder.isEmpty ? root : "\(root)/\(folder)").folders {
      if outer.contains(where: { $0.utf8.elementsEqual(entry.name.utf8) }) {
        try classes(in: folder.isEmpty ? entry.name : "\(folder)/\(entry.name)", split: split)
      } else {
        FileName.isLitter(entry.name) ? leftovers.hidden(entry.name) : leftovers.besideClasses(entry.name)
      }
    }
  }

  /// The folders in the class folders define the split of their images.
  mutating func splitByInnerFolders() {
    for (id, found) in samples {
      samples[id] = found.map { sample in
        let inner = sample.folder.split(separator: "/").dropFirst().first.map(String.init)
        var sample = sample
        sample.split = inner.flatMap { FileName.split($0) } ?? sample.split
        return sample
      }
    }
    leftovers.note("The folders in the class folders are parts of the data set.")
  }

  /// Notes class folders that hold folders, which are not classes themselves.
  mutating func holdsFolders(_ names: [String]) {
    guard !names.isEmpty else { return }
    leftovers.note("Images in folders of these classes belong to the classes: \(Leftovers.list(names)).")
  }

  mutating func besideSplits(_ name: String) {
    FileName.isLitter(name) ? leftovers.hidden(name) : leftovers.besideSplits(name)
  }

  /// The walk through one class's folder. Links in it come last, so that a folder keeps its own place where it has one.
  private struct ClassWalk {
    let id: ByteName
    /// The class folder's path below the root.
    let folder: String
    let split: Split
    /// The class folder's path, and the one it has without links.
    var places: [String]
    var seen: Set<FolderKey> = []
    var links: [(path: String, depth: Int)] = []
    /// Whether the folders at hand are linked ones, which belong to the class whatever they hold.
    var isLinked = false
  }

  private mutating func images(in folder: String, depth: Int, _ walk: inout ClassWalk) throws(CorpusError) {
    guard depth <= Self.depthLimit else { return leftovers.tooDeep(folder) }
    let place = "\(root)/\(folder)"
    if let key = FolderKey(place), !walk.seen.insert(key).inserted { return }
    let listing: FolderListing
    do {
      listing = try FolderListing(path: place)
    } catch {
      guard depth > 0 else { throw error }
      return problems.append(Problem(file: place, reason: error.description))
    }
    if listing.isModel { return leftovers.model(folder) }
    var holdsImages = false
    for file in listing.files {
      if FileName.isLitter(file) {
        leftovers.hidden(file)
      } else if FileName.isImage(file) || FileName.beginsAsImage("\(place)/\(file)") {
        holdsImages = true
        // The class index is set when all classes are known.
        samples[walk.id, default: []].append(
          Sample(root: root, folder: folder, baseName: file, classIndex: 0, split: walk.split))
      } else {
        leftovers.notAnImage(file)
      }
    }
    if holdsImages { noteDepth(of: folder, walk) }
    for name in listing.unnameable { unnameable(name, in: place) }
    for _ in listing.others { leftovers.other() }
    for entry in listing.folders {
      let path = "\(folder)/\(entry.name)"
      if FileName.isLitter(entry.name) {
        leftovers.hidden(entry.name)
      } else if entry.isLink {
        walk.links.append((path, depth + 1))
      } else {
        try images(in: path, depth: depth + 1, &walk)
      }
    }
  }

  /// Records that a folder of the class holds images itself.
  private mutating func noteDepth(of folder: String, _ walk: ClassWalk) {
    var depth = depths[walk.id] ?? ClassDepth(name: walk.id.text)
    defer { depths[walk.id] = depth }
    guard !walk.isLinked else { return }
    let below = folder.utf8.dropFirst(walk.folder.utf8.count + 1).prefix { $0 != UInt8(ascii: "/") }
    let inner = String(decoding: below, as: UTF8.self)
    if inner.isEmpty {
      depth.isFlat = true
    } else if !depth.inner.contains(where: { $0.utf8.elementsEqual(inner.utf8) }) {
      depth.inner.append(inner)
    }
  }

  private mutating func unnameable(_ name: String, in place: String) {
    problems.append(Problem(file: "\(place)/\(name)", reason: "The name is not UTF-8; rename the file."))
  }

  /// Whether a link leads to one of these folders or above it, where the walk would not end or gather other classes.
  private func leadsAbove(_ path: String, _ places: [String]) -> Bool {
    guard let target = try? resolvedFolder("\(root)/\(path)") else { return true }
    let below = target.hasSuffix("/") ? target : target + "/"
    return places.contains { $0 == target || $0.hasPrefix(below) }
  }
}
