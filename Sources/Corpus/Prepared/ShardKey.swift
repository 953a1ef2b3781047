/// Names of samples inside shards: `class/stem`, which stays valid in a tar archive and in WebDataset's convention,
/// where a key ends at the first dot of the last part.
///
/// Bytes other than ASCII letters, digits, `-`, `_` and `~` are written as `%` and two digits, as in addresses, so that
/// the original can be restored. Parts too long for an archive are cut and told apart by a hash.
package enum ShardKey {
  static let longestClass = 140
  static let longestStem = 85

  /// The key of an image by its class's id and its file's name without extension.
  package static func make(class id: String, stem: some StringProtocol) -> String {
    "\(escaped(id, longest: longestClass))/\(escaped(String(stem), longest: longestStem))"
  }

  /// A key like this one for another image of the same name.
  package static func numbered(_ key: String, _ number: Int) -> String { "\(key)~\(number)" }

  /// The class's part and the stem as they were before escaping; nil for what is not a key.
  static func parts(_ key: Substring) -> (folder: String, stem: String)? {
    let parts = key.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { isPlain($0) || $0 == percent } })
    else { return nil }
    return (unescaped(parts[0]), unescaped(parts[1]))
  }

  private static let percent = UInt8(ascii: "%")

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "~"):
      true
    default: false
    }
  }

  private static func escaped(_ text: String, longest: Int) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    let utf8 = Array(text.utf8)
    for (place, byte) in utf8.enumerated() {
      // A tilde tells copies apart, and WebDataset passes over names that begin with two underscores.
      let marks = byte == UInt8(ascii: "~") || (place == 0 && utf8.starts(with: "__".utf8))
      bytes += isPlain(byte) && !marks ? [byte] : [percent, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
    if bytes.isEmpty { bytes = [UInt8(ascii: "_")] }
    guard bytes.count > longest else { return String(decoding: bytes, as: UTF8.self) }
    var hash = StableHash(seed: 0)
    hash.add(text)
    let code = String(hash.value, radix: 16)
    return String(decoding: bytes.prefix(longest - 18), as: UTF8.self) + "~" + code
  }

  /// What `escaped` was given; the text itself where it isn't that of an escaped one.
  private static func unescaped(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == percent else {
        bytes.append(byte)
        continue
      }
      guard let high = rest.popFirst().flatMap(digit), let low = rest.popFirst().flatMap(digit) else {
        return String(text)
      }
      bytes.append(high << 4 | low)
    }
    guard !bytes.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "/") }),
      let told = String(validating: bytes, as: UTF8.self)
    else { return String(text) }
    return told
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
