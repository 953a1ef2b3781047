import Foundation

/// Reads a folder of images whose names hold the class: Oxford-IIIT Pet's `great_pyrenees_12.jpg`, Kaggle's `cat.0.jpg`.
enum OxfordScan {
  /// What cameras, phones and programs call their images; never a class.
  private static let cameras: Set<String> = [
    "img", "dsc", "dscn", "dscf", "p", "pxl", "image", "images", "photo", "photos", "pic", "pics", "picture", "cam",
    "camera", "phone", "mobile", "screenshot", "scan", "frame", "vid", "video", "mvimg", "gopr", "pict", "dji", "file",
    "untitled", "download", "whatsapp image",
  ]

  /// Whether a folder has no subfolders and nearly all its images are named after two classes or more, with several
  /// images each, none of them a camera's.
  static func fits(_ listing: FolderListing) -> Bool {
    let classes = classes(in: listing, atLeast: 2)
    return classes.count > 1 && !classes.contains(where: isCamera)
  }

  /// Whether a folder's images are named after classes and Oxford-IIIT Pet's lists are in another folder.
  static func fits(_ listing: FolderListing, listsIn annotations: String) -> Bool {
    guard let lists = try? FolderListing(path: annotations) else { return false }
    return lists.files.contains { ["trainval.txt", "test.txt"].contains($0) }
      && classes(in: listing, atLeast: 1).count > 1
  }

  /// Why names that look like classes with numbers aren't taken for them; nil where they don't look so.
  static func refusal(_ listing: FolderListing) -> String? {
    let cameras = Set(candidates(in: listing).compactMap(classID)).filter(isCamera).sorted()
    guard !cameras.isEmpty else { return nil }
    return "The names begin with what cameras and programs write (\(Leftovers.list(cameras))), which are not classes."
  }

  private static func candidates(in listing: FolderListing) -> [String] {
    guard listing.folders.allSatisfy({ FileName.isLitter($0.name) }) else { return [] }
    return listing.files.filter { FileName.isImage($0) && !FileName.isLitter($0) }
  }

  /// The classes with at least `minimum` images, where these are nearly all images.
  private static func classes(in listing: FolderListing, atLeast minimum: Int) -> [String] {
    let candidates = candidates(in: listing)
    let counts = candidates.reduce(into: [:]) { counts, name in counts[classID(name) ?? "", default: 0] += 1 }
      .filter { !$0.key.isEmpty && $0.value >= minimum }
    return counts.values.reduce(0, +) * 10 >= candidates.count * 9 ? counts.keys.sorted() : []
  }

  private static func isCamera(_ id: String) -> Bool {
    let letters = id.lowercased().prefix { $0.isLetter || $0 == " " }
    let rest = id.dropFirst(letters.count)
    return cameras.contains(letters.trimmingCharacters(in: .whitespaces)) && !rest.contains(where: \.isLetter)
  }

  /// What stands before the last underscore, or else before the last dot but the ending's, if a number follows it.
  static func classID(_ name: String) -> String? {
    let stem = Sample.stem(of: name)
    guard let mark = stem.lastIndex(of: "_") ?? stem.lastIndex(of: "."), mark != stem.startIndex else { return nil }
    let number = stem[stem.index(after: mark)...]
    let isNumber = !number.isEmpty && number.allSatisfy { $0.isASCII && $0.isNumber }
    return isNumber ? String(stem[..<mark]) : nil
  }

  /// The samples by class id, all for training; files without a class are counted as left over.
  static func read(_ images: String) throws(CorpusError) -> (samples: [String: [Sample]], leftovers: Leftovers) {
    let listing = try FolderListing(path: images)
    var samples: [String: [Sample]] = [:]
    var leftovers = Leftovers()
    for name in listing.files {
      if FileName.isLitter(name) {
        leftovers.hidden(name)
      } else if !FileName.isImage(name) {
        leftovers.notAnImage(name)
      } else if let id = classID(name) {
        samples[id, default: []].append(
          Sample(root: images, folder: "", baseName: name, classIndex: 0, split: .train))
      } else {
        leftovers.looseFile(name, in: "")
      }
    }
    for _ in listing.others { leftovers.other() }
    return (samples, leftovers)
  }
}
