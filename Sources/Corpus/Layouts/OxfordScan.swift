import Foundation

/// Reads Oxford-IIIT Pet's folder of images, whose names hold the class: `great_pyrenees_12.jpg`.
enum OxfordScan {
  /// Whether a folder has no subfolders and nearly all its images are named this way, with two or more classes.
  static func fits(_ listing: FolderListing) -> Bool {
    guard listing.folders.allSatisfy({ FileKind.isLitter($0.name) }) else { return false }
    let candidates = listing.files.filter { FileKind.isImage($0) && !FileKind.isLitter($0) }
    let named = candidates.compactMap(classID)
    return named.count * 10 >= candidates.count * 9 && Set(named).count > 1
  }

  /// What stands before the last underscore, if a number follows it.
  static func classID(_ name: String) -> String? {
    let stem = Sample.stem(of: name)
    guard let underscore = stem.lastIndex(of: "_"), underscore != stem.startIndex else { return nil }
    let number = stem[stem.index(after: underscore)...]
    let isNumber = !number.isEmpty && number.allSatisfy { $0.isASCII && $0.isNumber }
    return isNumber ? String(stem[..<underscore]) : nil
  }

  /// The samples by class id, all for training; files without a class are counted as left over.
  static func read(_ images: String) throws(CorpusError) -> (samples: [String: [Sample]], leftovers: Leftovers) {
    let listing = try FolderListing(path: images)
    var samples: [String: [Sample]] = [:]
    var leftovers = Leftovers()
    for name in listing.files {
      if FileKind.isLitter(name) {
        leftovers.hidden(name)
      } else if !FileKind.isImage(name) {
        leftovers.notAnImage(name)
      } else if let id = classID(name) {
        samples[id, default: []].append(
          Sample(root: images, folder: "", baseName: name, classIndex: 0, split: .train))
      } else {
        leftovers.looseFile()
      }
    }
    for _ in listing.others { leftovers.other() }
    return (samples, leftovers)
  }
}
