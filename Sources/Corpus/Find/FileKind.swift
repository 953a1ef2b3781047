/// What a file's or folder's name alone tells.
enum FileKind {
  /// Endings of picture files, those that no loader opens among them: the decoder names these in `problems`.
  private static let pictures: Set<String> = [
    "jpg", "jpeg", "jpe", "jfif", "png", "apng", "webp", "gif", "tif", "tiff", "heic", "heif", "avif", "mpo",
    "bmp", "ico", "svg", "jp2", "j2k", "jxl", "psd", "tga", "ppm", "pgm", "pbm", "dng", "cr2", "nef", "arw",
  ]

  private static let litter: Set<String> = [
    "thumbs.db", "desktop.ini", "__macosx", "@eadir", "__pycache__", "lost+found", "$recycle.bin",
    "system volume information",
  ]

  /// Small letters behind the last dot; empty when there is none or the name begins with it.
  static func ending(of name: String) -> String {
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return "" }
    return name[name.index(after: dot)...].lowercased()
  }

  static func isPicture(_ name: String) -> Bool { pictures.contains(ending(of: name)) }

  /// Hidden files, and what systems and tools leave in every folder.
  static func isLitter(_ name: String) -> Bool {
    name.hasPrefix(".") || litter.contains(name.lowercased())
  }

  /// Names of folders that hold one part of a data set.
  static func split(_ name: String) -> Split? {
    switch name.lowercased() {
    case "train", "training": .train
    case "val", "valid", "validation", "dev": .validation
    case "test", "testing": .test
    default: nil
    }
  }
}
