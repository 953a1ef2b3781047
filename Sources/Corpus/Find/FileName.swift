import Imaging
import Support

/// What can be said from a file's or folder's name alone.
enum FileName {
  /// Extensions of image files, including unsupported ones: the decoder reports those in `problems`.
  private static let images: Set<String> = [
    "jpg", "jpeg", "jpe", "jfif", "png", "apng", "webp", "gif", "tif", "tiff", "heic", "heif", "avif", "mpo",
    "bmp", "ico", "svg", "jp2", "j2k", "jxl", "psd", "tga", "ppm", "pgm", "pbm", "dng", "cr2", "nef", "arw",
  ]

  private static let litter: Set<String> = [
    "thumbs.db", "desktop.ini", "__macosx", "@eadir", "__pycache__", "lost+found", "$recycle.bin",
    "system volume information",
  ]

  /// The lower-case text after the last dot; empty if there is none or the name begins with it.
  static func ending(of name: String) -> String {
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
    return name[name.index(after: dot)...].lowercased()
  }

  static func isImage(_ name: String) -> Bool { images.contains(ending(of: name)) }

  /// Whether a file without an image extension is an image by its first bytes.
  static func beginsAsImage(_ path: String) -> Bool {
    guard let bytes = try? RegularFile(reading: path).read(at: 0, count: 256) else { return false }
    return (try? ImageFormat.tell(bytes)) != nil
  }

  /// Extensions of archives, which may hold the images that are missed.
  private static let archives: Set<String> = ["7z", "bz2", "gz", "rar", "tar", "tgz", "xz", "zip", "zst"]

  static func isArchive(_ name: String) -> Bool { !name.hasPrefix(".") && archives.contains(ending(of: name)) }

  /// Hidden files, and what systems and tools leave in folders.
  static func isLitter(_ name: String) -> Bool {
    name.hasPrefix(".") || litter.contains(name.lowercased())
  }

  /// Names of folders that hold one part of a data set.
  static func split(_ name: String) -> Split? {
    switch name.lowercased() {
    case "train", "training": .train
    case "val", "valid", "validation", "dev": .validation
    case "test", "testing", "eval", "evaluation": .test
    default: nil
    }
  }

  /// Words next to a part's that make it a folder of something else than images.
  private static let noImages: Set<String> = [
    "annotation", "annotations", "boxes", "csv", "json", "label", "labels", "mask", "masks", "meta", "metadata", "xml",
  ]

  /// The part that one word of a folder's name means, as in `seg_train` and `images-test`; nil where none or several
  /// do.
  static func split(among name: String) -> Split? {
    let words = name.lowercased().split { $0 == "_" || $0 == "-" || $0 == " " }.map(String.init)
    let splits = Set(words.compactMap { split($0) })
    return splits.count == 1 && noImages.isDisjoint(with: words) ? splits.first : nil
  }
}
