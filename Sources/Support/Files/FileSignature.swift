/// What a file most probably is, detected from its first bytes: for messages about a file that isn't what was expected.
package enum FileSignature {
  /// The number of bytes that suffices for every kind here.
  package static let length = 4096

  /// What a file is called that nothing here matches.
  package static let unknown = "a file of an unknown kind"

  /// What the bytes are, with an article; `unknown` where nothing matches.
  package static func name(of bytes: [UInt8]) -> String {
    for entry in binary where begins(bytes, entry.bytes, at: 0) { return entry.name }
    for entry in signatures where begins(bytes, Array(entry.text.utf8), at: entry.offset) { return entry.name }
    if let text = text(bytes) { return text }
    // Two letters alone would also fit many texts.
    for entry in short where begins(bytes, Array(entry.text.utf8), at: 0) { return entry.name }
    return unknown
  }

  private static func begins(_ bytes: [UInt8], _ signature: [UInt8], at offset: Int) -> Bool {
    bytes.count >= offset + signature.count && bytes[offset..<offset + signature.count].elementsEqual(signature)
  }

  /// The kind of a text; nil where the bytes hold what no text does.
  private static func text(_ bytes: [UInt8]) -> String? {
    let head = bytes.prefix(length)
    guard !head.isEmpty, head.allSatisfy({ $0 >= 0x20 || (0x09...0x0D).contains($0) }) else { return nil }
    let text = String(decoding: head, as: UTF8.self).lowercased()
    let start = text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
    if start.hasPrefix("version https://git-lfs.") {
      return "a Git LFS pointer and not the file itself (run `git lfs pull`)"
    }
    if text.contains("<svg") { return "an SVG drawing" }
    if text.contains("<!doctype html") || text.contains("<html") || start.hasPrefix("<head") { return "an HTML page" }
    if start.hasPrefix("<?xml") { return "an XML document" }
    if start.hasPrefix("{\\rtf") { return "an RTF document" }
    if start.hasPrefix("{") || start.hasPrefix("[{") || start.hasPrefix("[\"") { return "a JSON text" }
    return "a text"
  }

  private static let signatures: [(offset: Int, text: String, name: String)] = [
    (0, "%PDF", "a PDF document"),
    (0, "8BPS", "a Photoshop document"),
    (0, "%!PS", "a PostScript document"),
    (0, "PK\u{3}\u{4}", "a ZIP archive or an office document"),
    (0, "PK\u{5}\u{6}", "an empty ZIP archive"),
    (0, "PK\u{7}\u{8}", "a ZIP archive in several parts"),
    (0, "Rar!", "a RAR archive"),
    (0, "MSCF", "a CAB archive"),
    (0, "!<arch>", "an ar archive"),
    (0, "ID3", "an MP3 recording"),
    (0, "OggS", "an Ogg recording"),
    (0, "fLaC", "a FLAC recording"),
    (0, "\u{7F}ELF", "a program"),
    (0, "FUJIFILM", "a raw camera file"),
    (0, "IIRO", "a raw camera file"),
    (0, "MMOR", "a raw camera file"),
    (0, "FLV\u{1}", "a video"),
    (0, "qoif", "a QOI image"),
    (0, "DDS ", "a DDS image"),
    (0, "#?RADIANCE", "a Radiance image"),
    (0, "SIMPLE  =", "a FITS image"),
    (128, "DICM", "a DICOM image"),
    (0, "PAR1", "a Parquet table"),
    (0, "SQLite format 3", "an SQLite database"),
    (0, "GGUF", "a GGUF file of llama.cpp"),
    (4, "TFL3", "a TensorFlow Lite model"),
    (8, "AVI ", "a video"),
    (8, "WAVE", "a WAV recording"),
    (4, "jP  ", "a JPEG 2000 image"),
    (4, "JXL ", "a JPEG XL image"),
    (4, "ftypmif1", "an HEIF image of an unknown coding"),
    (4, "ftypmsf1", "an HEIF image sequence"),
    (4, "ftypcrx", "a raw camera file"),
    (4, "ftypM4A", "an M4A recording"),
    (4, "ftyp", "a video"),
    (4, "moov", "a video"),
    (4, "mdat", "a video"),
    (257, "ustar", "a tar archive"),
  ]

  private static let binary: [(bytes: [UInt8], name: String)] = [
    ([0xFF, 0xD8, 0xFF], "a JPEG image"),
    ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "a PNG image"),
    ([0x89, 0x50, 0x4E, 0x47], "a PNG image that was damaged by a text-mode transfer"),
    ([0x8A, 0x4D, 0x4E, 0x47], "an MNG animation"),
    ([0x47, 0x49, 0x46, 0x38], "a GIF image"),
    ([0x49, 0x49, 0x2A, 0], "a TIFF image"),
    ([0x4D, 0x4D, 0, 0x2A], "a TIFF image"),
    ([0, 0, 1, 0], "an ICO icon"),
    ([0, 0, 2, 0], "a CUR cursor"),
    ([0xFF, 0x4F, 0xFF, 0x51], "a JPEG 2000 image"),
    ([0xFF, 0x0A], "a JPEG XL image"),
    ([0x76, 0x2F, 0x31, 0x01], "an OpenEXR image"),
    ([0x1F, 0x8B], "a gzip archive"),
    ([0x1F, 0x9D], "a compress (.Z) archive"),
    ([0x42, 0x5A, 0x68, 0x39, 0x31, 0x41, 0x59], "a bzip2 archive"),
    ([0x42, 0x5A, 0x68], "a bzip2 archive"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "an xz archive"),
    ([0x28, 0xB5, 0x2F, 0xFD], "a Zstandard archive"),
    ([0x04, 0x22, 0x4D, 0x18], "an LZ4 archive"),
    ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], "a 7z archive"),
    ([0x1A, 0x45, 0xDF, 0xA3], "a video"),
    ([0x30, 0x26, 0xB2, 0x75], "a video"),
    ([0, 0, 1, 0xBA], "a video"),
    ([0, 0, 1, 0xB3], "a video"),
    ([0x49, 0x49, 0x2B, 0], "a BigTIFF image"),
    ([0x4D, 0x4D, 0, 0x2B], "a BigTIFF image"),
    ([0xFF, 0xFB], "an MP3 recording"),
    ([0xFF, 0xF3], "an MP3 recording"),
    ([0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A], "an HDF5 file, as Keras writes"),
    ([0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59], "a NumPy array"),
    ([0xD0, 0xCF, 0x11, 0xE0], "an old office document"),
    ([0, 5, 0x16, 7], "macOS's notes about another file (AppleDouble)"),
  ]

  private static let short: [(text: String, name: String)] = [
    ("BM", "a BMP image"), ("MZ", "a program"),
  ]
}
