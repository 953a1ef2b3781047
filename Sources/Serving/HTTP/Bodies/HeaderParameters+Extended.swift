extension HeaderParameters {
  /// A parameter's text in whichever way it was sent: whole in another character set (`name*`, RFC 8187), in pieces
  /// (`name*0`, `name*1*`, RFC 2231), or plain.
  package func text(_ name: String) -> String? {
    if let value = self["\(name)*"], let text = Self.decoded(value) { return text }
    return pieces(name) ?? self[name]
  }

  private func pieces(_ name: String) -> String? {
    var bytes: [UInt8] = []
    var set: Substring = "utf-8"
    for number in 0..<100 {
      if let value = self["\(name)*\(number)"] {
        bytes += Array(value.utf8)
      } else if var value = self["\(name)*\(number)*"].map({ Substring($0) }) {
        // Only the first piece names the character set.
        if number == 0, let (found, rest) = Self.charset(value) { (set, value) = (found, rest) }
        guard let piece = Self.percentDecoded(value) else { return nil }
        bytes += piece
      } else if number == 0 {
        return nil
      } else {
        break
      }
    }
    return Self.text(bytes, in: set)
  }

  /// `utf-8'en'na%C3%AFve`; nil for what is neither that nor plain percent-encoded UTF-8.
  private static func decoded(_ value: String) -> String? {
    let (set, rest) = charset(Substring(value)) ?? ("utf-8", Substring(value))
    return percentDecoded(rest).flatMap { text($0, in: set) }
  }

  private static func charset(_ value: Substring) -> (Substring, Substring)? {
    let parts = value.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
    return parts.count == 3 ? (parts[0], parts[2]) : nil
  }

  private static func text(_ bytes: [UInt8], in set: Substring) -> String? {
    switch set.lowercased() {
    case "utf-8", "us-ascii", "": String(decoding: bytes, as: UTF8.self)
    case "iso-8859-1": String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    default: nil
    }
  }

  private static func hexDigit(_ byte: UInt8) -> UInt8? {
    Character(Unicode.Scalar(byte)).hexDigitValue.map { UInt8($0) }
  }

  static func percentDecoded(_ text: Substring) -> [UInt8]? {
    var bytes: [UInt8] = []
    var rest = Substring(text).utf8
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%") {
        guard let high = rest.popFirst().flatMap(hexDigit), let low = rest.popFirst().flatMap(hexDigit) else {
          return nil
        }
        bytes.append(high << 4 | low)
      } else {
        bytes.append(byte)
      }
    }
    return bytes
  }
}
