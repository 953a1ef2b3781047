import Support

extension DataSet {
  /// The folder of a server's feedback with a folder for each class that people named and the model doesn't know.
  private static let namedFolder = ".another"

  /// Notes which classes people named in what a server kept; nil where there are none.
  ///
  /// They are learnt only where that folder is given as data, too: no class comes to be because somebody typed a name.
  static func namedByPeople(in place: String) -> String? {
    let path = "\(place)/\(namedFolder)"
    guard let listing = try? FolderListing(path: path) else { return nil }
    let named = listing.folders.compactMap { folder -> String? in
      guard !FileName.isLitter(folder.name), let inside = try? FolderListing(path: "\(path)/\(folder.name)") else {
        return nil
      }
      let images = inside.files.count { FileName.isImage($0) && !FileName.isLitter($0) }
      return images > 0 ? "\(folder.name) (\(images))" : nil
    }
    guard !named.isEmpty else { return nil }
    let list = Leftovers.list(named)
    return "Classes that people named are not learnt: \(named.count), \(list); look through them, then give "
      + "\(path) as another --data, or move its folders to where the classes are."
  }
}
