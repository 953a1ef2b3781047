import Taxonomy

/// Tells the folders of a data set's parts from folders of classes that are only called like parts: a part holds class
/// folders, a class holds images.
enum PartFolders {
  /// The parts among the folders in `root`; empty where the folders are classes.
  static func find(in root: String, _ folders: [String]) throws(CorpusError) -> [Layout.Part] {
    let exact = folders.compactMap { name in FileName.split(name).map { Layout.Part(folder: name, split: $0) } }
    let worded = worded(folders, next: exact)
    let named = exact + worded
    guard !named.isEmpty else { return [] }
    // Folders next to the parts that hold images are classes, or unrelated; then only the plain names count.
    let besides = folders.contains { name in
      !named.contains { $0.folder == name } && (try? FolderListing(path: "\(root)/\(name)"))?.holdsImages == true
    }
    let parts = besides ? exact : named
    guard !parts.isEmpty, parts.count == folders.count || parts.contains(where: { $0.split == .train }) else {
      return []
    }
    var areClasses = false
    for part in parts {
      let listing = try FolderListing(path: "\(root)/\(part.folder)")
      if !listing.holdsImages, listing.folders.contains(where: { !FileName.isLitter($0.name) }) {
        return folders.compactMap { name in parts.first { $0.folder == name } }
      }
      if listing.holdsImages { areClasses = true }
    }
    return besides && areClasses ? [] : folders.compactMap { name in parts.first { $0.folder == name } }
  }

  /// Names such as `seg_train` and `images-test`, where another part stands next to them.
  private static func worded(_ folders: [String], next exact: [Layout.Part]) -> [Layout.Part] {
    let known = Set(exact.map(\.split))
    let found = folders.compactMap { name -> Layout.Part? in
      guard FileName.split(name) == nil, let split = FileName.split(among: name), !known.contains(split) else {
        return nil
      }
      return Layout.Part(folder: name, split: split)
    }
    return known.union(found.map(\.split)).count > 1 ? found : []
  }

  /// The folder with the class folders of a part: in it, or in its lone folder unless that is a class.
  ///
  /// - Returns: The path below the root.
  static func classes(of part: Layout.Part, in root: String, among parts: [Layout.Part]) -> String {
    guard let inner = wrapped(in: "\(root)/\(part.folder)") else { return part.folder }
    let name = inner.split(separator: "/").last.map(String.init) ?? ""
    let isClass = parts.contains { other in
      other != part
        && (try? FolderListing(path: "\(root)/\(other.folder)"))?.folders.contains {
          ClassIdentity($0.name) == ClassIdentity(name)
        } == true
    }
    if isClass { return part.folder }
    return classes(
      of: Layout.Part(folder: "\(part.folder)/\(name)", split: part.split), in: root, among: parts.filter { $0 != part }
    )
  }

  /// The path of a folder's lone folder, where neither has images of its own and the inner one holds folders; nil
  /// elsewhere, and for a link.
  static func wrapped(in path: String) -> String? {
    guard let place = lone(in: path), let inner = try? FolderListing(path: place), !inner.holdsImages,
      inner.folders.contains(where: { !FileName.isLitter($0.name) })
    else { return nil }
    return place
  }

  /// The path of the only folder in one without images of its own; nil elsewhere, and for a link or a model.
  static func lone(in path: String) -> String? {
    guard let listing = try? FolderListing(path: path), !listing.holdsImages else { return nil }
    let folders = listing.folders.filter { !FileName.isLitter($0.name) }
    guard folders.count == 1, !folders[0].isLink else { return nil }
    let place = "\(path)/\(folders[0].name)"
    return (try? FolderListing(path: place))?.isModel == false ? place : nil
  }
}

extension FolderListing {
  /// Whether a file in the folder itself is named like an image.
  var holdsImages: Bool { files.contains { !FileName.isLitter($0) && FileName.isImage($0) } }
}
