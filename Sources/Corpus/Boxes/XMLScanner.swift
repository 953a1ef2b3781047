/// Splits XML into tags and text, for documents that contain only elements.
struct XMLScanner {
  enum Token: Hashable {
    case open(String)
    case close(String)
    case text(String)
  }

  private let bytes: [UInt8]
  private var position = 0
  /// The end of an element written as one tag.
  private var pending: Token?

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The next tag or text that isn't blank; nil at the end.
  mutating func next() throws(VOCFault) -> Token? {
    if let token = pending {
      pending = nil
      return token
    }
    while position < bytes.count {
      guard bytes[position] == UInt8(ascii: "<") else {
        let end = bytes[position...].firstIndex(of: UInt8(ascii: "<")) ?? bytes.count
        let text = bytes[position..<end]
        position = end
        if text.allSatisfy({ $0 <= 0x20 }) { continue }
        return .text(String(decoding: text, as: UTF8.self))
      }
      if has("<!--") {
        try skip(to: "-->")
      } else if has("<?") {
        try skip(to: "?>")
      } else if has("<!") {
        throw VOCFault(reason: "it has a document type or raw text, which is not read")
      } else {
        return try tag()
      }
    }
    return nil
  }

  private mutating func tag() throws(VOCFault) -> Token {
    guard let end = bytes[position...].firstIndex(of: UInt8(ascii: ">")) else {
      throw VOCFault(reason: "a tag is not closed")
    }
    var body = bytes[position + 1..<end]
    position = end + 1
    let closes = body.first == UInt8(ascii: "/")
    if closes { body = body.dropFirst() }
    let isWhole = body.last == UInt8(ascii: "/")
    let name = body.prefix { $0 > 0x20 && $0 != UInt8(ascii: "/") }
    guard !name.isEmpty, name.count <= 64, let text = String(validating: name, as: UTF8.self) else {
      throw VOCFault(reason: "a tag has no name")
    }
    if closes { return .close(text) }
    if isWhole { pending = .close(text) }
    return .open(text)
  }

  private func has(_ text: String) -> Bool {
    bytes[position...].starts(with: text.utf8)
  }

  private mutating func skip(to end: String) throws(VOCFault) {
    let wanted = Array(end.utf8)
    var place = position
    while place + wanted.count <= bytes.count {
      if bytes[place..<place + wanted.count].elementsEqual(wanted) {
        position = place + wanted.count
        return
      }
      place += 1
    }
    throw VOCFault(reason: "a comment or declaration is not closed")
  }
}
