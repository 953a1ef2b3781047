import Support

/// What the tag of an object says of its bytes; pure.
enum EntityTag: Equatable {
  /// The MD5 of all bytes, unless the object is encrypted with a key of the owner's.
  case whole([UInt8])
  /// The MD5 of the parts' MD5, and how many parts there are.
  case parts([UInt8], count: Int)
  /// Nothing.
  case other

  /// Reads a tag with or without its quotation marks.
  init(_ text: String?) {
    let bare = (text ?? "").filter { $0 != "\"" }
    let halves = bare.split(separator: "-", omittingEmptySubsequences: false)
    guard let first = halves.first, let digest = Self.bytes(first) else {
      self = .other
      return
    }
    if halves.count == 1 {
      self = .whole(digest)
    } else if halves.count == 2, let count = Int(halves[1]), (1...10_000).contains(count) {
      self = .parts(digest, count: count)
    } else {
      self = .other
    }
  }

  private static func bytes(_ text: Substring) -> [UInt8]? {
    let digits = Array(text.utf8)
    guard digits.count == 32 else { return nil }
    var bytes: [UInt8] = []
    for place in stride(from: 0, to: 32, by: 2) {
      guard let byte = UInt8(String(decoding: digits[place..<(place + 2)], as: UTF8.self), radix: 16) else {
        return nil
      }
      bytes.append(byte)
    }
    return bytes
  }

  static func md5(_ bytes: [UInt8]) -> [UInt8] { Insecure.MD5.hash(bytes) }
}
