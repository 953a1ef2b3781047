import Support

extension DataSet {
  /// Notes images in the same folders as those of a table without a row that gives them a class.
  mutating func noteUnlisted() {
    var listed: [ByteName: Int] = [:]
    for sample in samples { listed[ByteName(Self.folder(of: sample)), default: 0] += 1 }
    var others: [String] = []
    for (folder, count) in listed.sorted(by: { $0.key < $1.key }) {
      guard let listing = try? FolderListing(path: folder.text) else { continue }
      let images = listing.files.filter { FileName.isImage($0) && !FileName.isLitter($0) }
      // Names are compared only where there are more images than rows, since a large table has a million of them.
      guard images.count > count else { continue }
      let names = Set(
        samples.lazy.filter { ByteName(Self.folder(of: $0)) == folder }.map { ByteName($0.baseName) })
      others += images.filter { !names.contains(ByteName($0)) }
    }
    if !others.isEmpty {
      notes.append("Images that no row gives a class were left out: \(others.count), \(Leftovers.list(others)).")
    }
  }

  private static func folder(of sample: Sample) -> String {
    sample.folder.isEmpty ? sample.root : "\(sample.root)/\(sample.folder)"
  }
}
