/// The 512 bytes before an entry's contents, as POSIX.1-1988 (ustar) lays them out.
package enum TarHeader {
  /// Bytes of a header, and of each block that contents are filled up to.
  package static let block = 512

  /// The header of a file: mode 0644, no owner, no time, so that the same contents give the same archive.
  ///
  /// Nil for a name that doesn't fit: more than 100 bytes, unless it can be split at a slash into 155 and 100, or a
  /// size of 8 GiB or more.
  package static func file(name: String, size: Int) -> [UInt8]? {
    guard size >= 0, size < 1 << 33, let (prefix, rest) = parted(name) else { return nil }
    var header = [UInt8](repeating: 0, count: block)
    func put(_ bytes: some Sequence<UInt8>, at offset: Int) {
      for (place, byte) in bytes.enumerated() { header[offset + place] = byte }
    }
    put(rest.utf8, at: 0)
    put("0000644".utf8, at: 100)
    put("0000000".utf8, at: 108)
    put("0000000".utf8, at: 116)
    put(octal(size, digits: 11), at: 124)
    put("00000000000".utf8, at: 136)
    put("        ".utf8, at: 148)
    put("0".utf8, at: 156)
    put("ustar\u{0}00".utf8, at: 257)
    put(prefix.utf8, at: 345)
    let sum = header.reduce(0) { $0 + Int($1) }
    put(octal(sum, digits: 6), at: 148)
    header[154] = 0
    return header
  }

  /// How many zero bytes bring contents to a whole block.
  package static func padding(_ size: Int) -> Int { (block - size % block) % block }

  private static func octal(_ number: Int, digits: Int) -> [UInt8] {
    let text = Array(String(number, radix: 8).utf8)
    return [UInt8](repeating: UInt8(ascii: "0"), count: max(0, digits - text.count)) + text
  }

  private static func parted(_ name: String) -> (prefix: Substring, rest: Substring)? {
    guard !name.isEmpty, !name.utf8.contains(0) else { return nil }
    if name.utf8.count <= 100 { return ("", name[...]) }
    // The shortest rest that leaves a prefix short enough.
    for slash in name.indices where name[slash] == "/" {
      let (prefix, rest) = (name[..<slash], name[name.index(after: slash)...])
      if prefix.utf8.count <= 155, (1...100).contains(rest.utf8.count) { return (prefix, rest) }
    }
    return nil
  }
}
