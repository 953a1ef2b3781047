import Support

/// Finds a folder's images one after another, whatever their classes: a folder's own before those of the folders in it, each
/// in the byte order of the names.
///
/// Memory is bounded by the names in the folders on the way from the root to where the walk is.
package struct ImageWalk {
  /// What the walk comes upon.
  package enum Found: Hashable, Sendable {
    case image(path: String)
    /// A name or a folder that can't be read.
    case problem(path: String, reason: String)
  }

  private struct Frame {
    let path: String
    let listing: FolderListing
    let key: FolderKey?
    var file = 0
    var folder = 0
  }

  private let isRecursive: Bool
  private var frames: [Frame] = []
  private var waiting: [Found] = []
  private var leftovers = Leftovers()
  private var skippedFolders = 0

  /// Begins at a folder; without `isRecursive` the folders in it are counted, not entered.
  ///
  /// Throws `CorpusError` where the folder can't be read.
  package init(_ folder: String, isRecursive: Bool) throws(CorpusError) {
    self.isRecursive = isRecursive
    try enter(folder)
  }

  /// Whether a path whose file can't be looked into is an image's, by its names alone.
  package static func takes(_ path: String) -> Bool {
    let names = path.pathComponents
    return !names.contains(where: { FileName.isLitter(String($0)) }) && FileName.isImage(String(names.last ?? ""))
  }

  /// What was skipped so far, a sentence for each kind.
  package var notes: [String] {
    let word = skippedFolders == 1 ? "folder" : "folders"
    return leftovers.notes
      + (skippedFolders > 0 ? ["\(skippedFolders) \(word) inside not looked into; --recursive does."] : [])
  }

  /// The next image or problem; nil at the end.
  package mutating func next() -> Found? {
    while true {
      if !waiting.isEmpty { return waiting.removeFirst() }
      guard let last = frames.indices.last else { return nil }
      if frames[last].file < frames[last].listing.files.count {
        let name = frames[last].listing.files[frames[last].file]
        frames[last].file += 1
        if let path = image(name, in: frames[last].path) { return .image(path: path) }
      } else if frames[last].folder < frames[last].listing.folders.count {
        let entry = frames[last].listing.folders[frames[last].folder]
        frames[last].folder += 1
        step(into: entry, of: frames[last].path)
      } else {
        frames.removeLast()
      }
    }
  }

  private mutating func image(_ name: String, in folder: String) -> String? {
    let path = "\(folder)/\(name)"
    if FileName.isLitter(name) {
      leftovers.hidden(name)
    } else if FileName.isImage(name) || FileName.beginsAsImage(path) {
      return path
    } else {
      leftovers.notAnImage(name)
    }
    return nil
  }

  private mutating func step(into entry: FolderListing.Entry, of folder: String) {
    let path = "\(folder)/\(entry.name)"
    if FileName.isLitter(entry.name) { return leftovers.hidden(entry.name) }
    guard isRecursive else {
      skippedFolders += 1
      return
    }
    guard frames.count <= TreeScan.depthLimit else { return leftovers.tooDeep(path) }
    // A link back to a folder that the walk is in would never end.
    if entry.isLink, let key = FolderKey(path), frames.contains(where: { $0.key == key }) {
      return leftovers.link(path)
    }
    do {
      try enter(path)
    } catch {
      waiting.append(.problem(path: path, reason: error.description))
    }
  }

  private mutating func enter(_ path: String) throws(CorpusError) {
    let listing = try FolderListing(path: path)
    for name in listing.unnameable {
      waiting.append(.problem(path: "\(path)/\(name)", reason: "The name is not UTF-8; rename the file."))
    }
    for _ in listing.others { leftovers.other() }
    let key = FolderKey(path)
    frames.append(Frame(path: path.hasSuffix("/") ? String(path.dropLast()) : path, listing: listing, key: key))
  }
}
