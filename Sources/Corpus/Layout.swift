import Taxonomy

/// How a folder's classes and parts are told.
package enum Layout: Hashable, Sendable {
  /// One folder a class, in `root`.
  case classFolders(root: String)
  /// Folders for the parts, with one folder a class in each.
  case splitFolders(root: String, parts: [Part])
  /// Stanford Dogs: one folder a class named `n02085620-Chihuahua`; `lists` holds `train_list.mat` and `test_list.mat`.
  case stanford(images: String, lists: String?)

  package struct Part: Hashable, Sendable {
    package let folder: String
    package let split: Split
  }

  /// Tells the layout of a folder whose links are resolved, by the names of what lies in it.
  static func detect(_ root: String) throws(CorpusError) -> Layout {
    let listing = try FolderListing(path: root)
    let folders = listing.folders.map(\.name).filter { !FileKind.isLitter($0) }
    let images = folders.first { $0.lowercased() == "images" }
    if let images, try holdsWordNetFolders("\(root)/\(images)") {
      return .stanford(images: "\(root)/\(images)", lists: folders.contains("lists") ? "\(root)/lists" : nil)
    }
    let parts = folders.compactMap { name in FileKind.split(name).map { Part(folder: name, split: $0) } }
    if !parts.isEmpty, parts.count == folders.count || parts.contains(where: { $0.split == .train }) {
      return .splitFolders(root: root, parts: parts)
    }
    if folders.contains(where: { DisplayName.wordNetID(of: $0) != nil }) {
      let above = root.split(separator: "/").dropLast().map { "/\($0)" }.joined()
      let beside = root.lowercased().hasSuffix("/images") ? try? FolderListing(path: "\(above)/lists") : nil
      return .stanford(images: root, lists: beside == nil ? nil : "\(above)/lists")
    }
    return .classFolders(root: root)
  }

  private static func holdsWordNetFolders(_ path: String) throws(CorpusError) -> Bool {
    try FolderListing(path: path).folders.contains { DisplayName.wordNetID(of: $0.name) != nil }
  }
}
