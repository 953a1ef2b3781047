/// The text chunks of a PNG file (PNG specification, 11.3.3), those that contain metadata in other formats.
///
/// ImageMagick writes EXIF and XMP into chunks called "Raw profile type …", as a name, a length and hexadecimal digits;
/// XMP itself (part 3, 1.1.5) stands in a chunk called "XML:com.adobe.xmp".
struct PNGText {
  /// Bytes of a text that are read, of which a compressed one may claim any number.
  private static let limit = 256 << 10

  enum Content: Hashable {
    case exif([UInt8])
    case xmp([UInt8])
  }

  /// Reads a chunk's body; nil where it is another text or can't be read.
  static func content(_ type: String, _ body: ArraySlice<UInt8>) -> Content? {
    guard let end = body.prefix(80).firstIndex(of: 0) else { return nil }
    let keyword = String(decoding: body[..<end], as: UTF8.self)
    let name = keyword.lowercased()
    guard name == "xml:com.adobe.xmp" || name.hasPrefix("raw profile type ") else { return nil }
    guard let text = text(type, body[(end + 1)...]) else { return nil }
    if name == "xml:com.adobe.xmp" { return .xmp(text) }
    guard ["exif", "app1", "xmp"].contains(name.dropFirst("raw profile type ".count)), let block = unpacked(text)
    else { return nil }
    let (exif, xmp) = (Array("Exif\0\0".utf8), Array("http://ns.adobe.com/xap/1.0/\0".utf8))
    if block.starts(with: exif) { return .exif(Array(block.dropFirst(exif.count))) }
    if block.starts(with: xmp) { return .xmp(Array(block.dropFirst(xmp.count))) }
    return name.hasSuffix("xmp") ? .xmp(block) : .exif(block)
  }

  /// The text after the keyword, without its compression.
  private static func text(_ type: String, _ rest: ArraySlice<UInt8>) -> [UInt8]? {
    switch type {
    case "tEXt": return Array(rest.prefix(limit))
    case "zTXt": return rest.first == 0 ? inflatedPrefix(rest.dropFirst(), limit: limit) : nil
    case "iTXt":
      guard rest.count > 4, let flag = rest.first, flag <= 1 else { return nil }
      // A language and a translated keyword, each followed by a zero.
      let fields = rest.dropFirst(2)
      guard let language = fields.firstIndex(of: 0), let translated = fields[(language + 1)...].firstIndex(of: 0)
      else { return nil }
      let text = fields[(translated + 1)...]
      return flag == 0 ? Array(text.prefix(limit)) : inflatedPrefix(text, limit: limit)
    default: return nil
    }
  }

  /// The bytes of a raw profile: a line end, its name, its length in bytes, and lines of hexadecimal digits.
  private static func unpacked(_ text: [UInt8]) -> [UInt8]? {
    let newline = UInt8(ascii: "\n")
    var rest = text[...].drop { $0 == newline }
    guard let name = rest.firstIndex(of: newline), let length = rest[(name + 1)...].firstIndex(of: newline),
      let count = Int(String(decoding: rest[(name + 1)..<length].drop { $0 == 32 }, as: UTF8.self)), count > 0
    else { return nil }
    rest = rest[(length + 1)...]
    var bytes: [UInt8] = []
    var high: UInt8?
    for byte in rest where byte != newline && byte != 13 && byte != 32 {
      guard let digit = Character(UnicodeScalar(byte)).hexDigitValue else { return nil }
      if let first = high {
        bytes.append(first << 4 | UInt8(digit))
        high = nil
        if bytes.count == count { break }
      } else {
        high = UInt8(digit)
      }
    }
    return bytes
  }
}
