import Taxonomy

/// How a folder's classes and splits are determined.
package enum Layout: Hashable, Sendable {
  /// One folder per class, in `root`.
  case classFolders(root: String)
  /// Folders for the parts, with one folder per class in each.
  case splitFolders(root: String, parts: [Part])
  /// Stanford Dogs: one folder per class named `n02085620-Chihuahua`, split as is known of the files' names.
  case stanford(images: String)
  /// Oxford-IIIT Pet: all images in one folder, named `Breed_12.jpg`; `annotations` holds `trainval.txt` and
  /// `test.txt`.
  case oxford(images: String, annotations: String?)
  /// Tables of labels: Kaggle's `labels.csv`, Hugging Face's `metadata.csv` or `.jsonl`.
  case tables(root: String, [LabelSheet])
  /// What `data prepare` wrote: shards, their indices and a manifest.
  case shards(root: String)

  package struct Part: Hashable, Sendable {
    /// The folder's name.
    package let folder: String
    /// The part that its images are in.
    package let split: Split
  }

  /// Detects the layout of a folder with resolved links from the names in it.
  static func detect(_ root: String) throws(CorpusError) -> Layout {
    let listing = try FolderListing(path: root)
    if listing.files.contains(ShardManifest.fileName), ShardManifest.isThere(in: root) { return .shards(root: root) }
    if listing.folders.contains(where: { $0.name == ShardManifest.workFolder }) { throw .unfinishedShards(path: root) }
    let folders = listing.folders.map(\.name).filter { !FileName.isLitter($0) }
    let images = folders.first { $0.lowercased() == "images" }
    if let images, try holdsWordNetFolders("\(root)/\(images)") {
      return .stanford(images: "\(root)/\(images)")
    }
    let sheets = try LabelSheet.find(in: root, listing)
    if !sheets.isEmpty { return .tables(root: root, sheets) }
    let hasTable = !LabelSheet.unusable(in: root, listing).isEmpty
    if !hasTable, let train = folders.first(where: { FileName.split($0) == .train }),
      folders.allSatisfy({ $0 == train || $0.lowercased().hasPrefix("test") }),
      OxfordScan.fits(try FolderListing(path: "\(root)/\(train)"))
    {
      return .oxford(images: "\(root)/\(train)", annotations: nil)
    }
    let parts = try PartFolders.find(in: root, folders)
    if !parts.isEmpty { return .splitFolders(root: root, parts: parts) }
    let above = root.split(separator: "/").dropLast().map { "/\($0)" }.joined()
    if folders.contains(where: { DisplayName.wordNetID(of: $0) != nil }) {
      return .stanford(images: root)
    }
    if let images, folders.allSatisfy({ $0 == images || BoxLookup.isAnnotations($0) }) {
      let inner = try FolderListing(path: "\(root)/\(images)")
      if OxfordScan.fits(inner, listsIn: "\(root)/annotations") || (!hasTable && OxfordScan.fits(inner)) {
        let annotations = folders.contains("annotations") ? "\(root)/annotations" : nil
        return .oxford(images: "\(root)/\(images)", annotations: annotations)
      }
      // A wrapped folder of class folders.
      if inner.folders.contains(where: { !FileName.isLitter($0.name) }) { return try detect("\(root)/\(images)") }
    }
    if folders.isEmpty,
      OxfordScan.fits(listing, listsIn: "\(above)/annotations") || (!hasTable && OxfordScan.fits(listing))
    {
      let sibling = try? FolderListing(path: "\(above)/annotations")
      return .oxford(images: root, annotations: sibling == nil ? nil : "\(above)/annotations")
    }
    if let inner = PartFolders.wrapped(in: root) { return try detect(inner) }
    // A lone folder with images and the table of their labels.
    if let lone = PartFolders.lone(in: root), case .tables(let inner, let sheets) = try detect(lone) {
      return .tables(root: inner, sheets)
    }
    return .classFolders(root: root)
  }

  private static func holdsWordNetFolders(_ path: String) throws(CorpusError) -> Bool {
    try FolderListing(path: path).folders.contains { DisplayName.wordNetID(of: $0.name) != nil }
  }

  /// Whether folders define the classes, at whatever depth.
  var isOfFolders: Bool {
    switch self {
    case .classFolders, .splitFolders: true
    default: false
    }
  }

  /// What a folder contains that can't define its classes, tables first, one sentence each.
  func unusable(in root: String) throws(CorpusError) -> [String] {
    if case .shards = self { return [] }
    let listing = try FolderListing(path: root)
    var notes = LabelSheet.unusable(in: root, listing, namesAll: isOfFolders)
    if case .tables = self {} else { notes += LabelSheet.unused(in: root, listing) }
    let archives = listing.files.filter(FileName.isArchive)
    if !archives.isEmpty { notes.append("Archives are not read; unpack them first: \(Leftovers.list(archives)).") }
    if case .classFolders = self, let refusal = OxfordScan.refusal(listing) { notes.append(refusal) }
    return notes
  }
}
