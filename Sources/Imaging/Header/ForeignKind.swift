/// Names of other file types that people send, so that the refusal can say what it found.
enum ForeignKind {
  private static let signatures: [(offset: Int, text: String, name: String)] = [
    (0, "%PDF", "a PDF document"),
    (0, "BM", "a BMP image"),
    (0, "8BPS", "a Photoshop document"),
    (0, "%!PS", "a PostScript document"),
    (0, "PK\u{3}\u{4}", "a ZIP archive or an office document"),
    (0, "Rar!", "a RAR archive"),
    (0, "7z", "a 7z archive"),
    (0, "ID3", "an MP3 recording"),
    (0, "OggS", "an Ogg recording"),
    (0, "fLaC", "a FLAC recording"),
    (0, "\u{7F}ELF", "a program"),
    (0, "MZ", "a program"),
    (0, "FUJIFILM", "a raw camera file"),
    (0, "IIRO", "a raw camera file"),
    (0, "MMOR", "a raw camera file"),
    (0, "FLV", "a video"),
    (0, "qoif", "a QOI image"),
    (8, "AVI ", "a video"),
    (8, "WAVE", "a WAV recording"),
    (4, "jP  ", "a JPEG 2000 image"),
    (4, "JXL ", "a JPEG XL image"),
    (4, "ftypmif1", "an HEIF image of an unknown coding"),
    (4, "ftypcrx", "a raw camera file"),
    (4, "ftyp", "a video"),
    (4, "moov", "a video"),
    (4, "mdat", "a video"),
    (257, "ustar", "a tar archive"),
  ]

  private static let binary: [(bytes: [UInt8], name: String)] = [
    ([0, 0, 1, 0], "an ICO icon"),
    ([0, 0, 2, 0], "a CUR cursor"),
    ([0xFF, 0x4F, 0xFF, 0x51], "a JPEG 2000 image"),
    ([0xFF, 0x0A], "a JPEG XL image"),
    ([0x1F, 0x8B], "a gzip archive"),
    ([0x42, 0x5A, 0x68], "a bzip2 archive"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "an xz archive"),
    ([0x28, 0xB5, 0x2F, 0xFD], "a Zstandard archive"),
    ([0x1A, 0x45, 0xDF, 0xA3], "a video"),
    ([0, 0, 1, 0xBA], "a video"),
    ([0x49, 0x49, 0x2B, 0], "a BigTIFF image"),
    ([0x4D, 0x4D, 0, 0x2B], "a BigTIFF image"),
    ([0xFF, 0xFB], "an MP3 recording"),
  ]

  /// What the bytes most probably are, with an article; "of an unknown kind" if nothing matches.
  static func name(_ bytes: [UInt8]) -> String {
    for entry in binary where bytes.starts(with: entry.bytes) { return entry.name }
    for entry in signatures where bytes.has(entry.text, at: entry.offset) { return entry.name }
    let head = bytes.prefix(1024)
    guard head.allSatisfy({ $0 >= 0x20 || (0x09...0x0D).contains($0) }) else { return "a file of an unknown kind" }
    let text = String(decoding: head, as: UTF8.self).lowercased()
    if text.contains("<svg") { return "an SVG drawing" }
    if text.contains("<!doctype html") || text.contains("<html") { return "an HTML page" }
    if text.hasPrefix("<?xml") { return "an XML document" }
    return "a text"
  }
}
