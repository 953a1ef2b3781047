import Foundation

/// An element of an XML answer: enough of XML for what S3 and STS send, and no more.
///
/// No document types, so no entities but the five that XML names and numbers.
struct XMLTree: Sendable, Equatable {
  /// Without its namespace's prefix.
  let name: String
  /// The text directly inside.
  private(set) var text = ""
  private(set) var children: [XMLTree] = []

  /// The first child of a name.
  subscript(_ name: String) -> XMLTree? { children.first { $0.name == name } }

  /// All children of a name.
  func all(_ name: String) -> [XMLTree] { children.filter { $0.name == name } }

  /// The most elements inside one another.
  private static let depth = 16

  /// Reads a document; nil for what is none, or has more than `depth` elements inside one another.
  init?(_ bytes: some Collection<UInt8>) {
    guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
    var rest = text.utf8[...]
    var open: [XMLTree] = []
    var root: XMLTree?
    func take(until end: String) -> Substring.UTF8View? {
      guard let place = rest.firstRange(of: Array(end.utf8)) else { return nil }
      defer { rest = rest[place.upperBound...] }
      return rest[..<place.lowerBound]
    }
    func close(_ element: XMLTree) -> Bool {
      if open.isEmpty {
        guard root == nil else { return false }
        root = element
      } else {
        open[open.count - 1].children.append(element)
      }
      return true
    }
    while let first = rest.first {
      guard first == UInt8(ascii: "<") else {
        let end = rest.firstIndex(of: UInt8(ascii: "<")) ?? rest.endIndex
        guard let plain = Self.unescaped(rest[..<end]) else { return nil }
        if open.isEmpty {
          guard plain.allSatisfy(\.isWhitespace) else { return nil }
        } else {
          open[open.count - 1].text += plain
        }
        rest = rest[end...]
        continue
      }
      if rest.starts(with: "<?".utf8) {
        guard take(until: "?>") != nil else { return nil }
      } else if rest.starts(with: "<!--".utf8) {
        guard take(until: "-->") != nil else { return nil }
      } else if rest.starts(with: "<![CDATA[".utf8) {
        guard let inside = take(until: "]]>"), !open.isEmpty else { return nil }
        open[open.count - 1].text += String(Substring(inside.dropFirst(9)))
      } else if rest.starts(with: "<!".utf8) {
        return nil
      } else {
        guard let tag = take(until: ">")?.dropFirst() else { return nil }
        if tag.first == UInt8(ascii: "/") {
          guard let element = open.popLast(), element.name == Self.name(tag.dropFirst()), close(element) else {
            return nil
          }
        } else {
          let element = XMLTree(name: Self.name(tag))
          guard !element.name.isEmpty, open.count < Self.depth else { return nil }
          if tag.last == UInt8(ascii: "/") {
            guard close(element) else { return nil }
          } else {
            open.append(element)
          }
        }
      }
    }
    guard open.isEmpty, let root else { return nil }
    self = root
  }

  private init(name: String) { self.name = name }

  /// The name in a tag, without attributes and prefix.
  private static func name(_ tag: Substring.UTF8View) -> String {
    let word = tag.prefix { ![32, 9, 10, 13, 47].contains($0) }
    return String(Substring(word).split(separator: ":").last ?? "")
  }

  private static func unescaped(_ bytes: Substring.UTF8View) -> String? {
    guard bytes.contains(UInt8(ascii: "&")) else { return String(Substring(bytes)) }
    var text = ""
    var rest = bytes
    while let start = rest.firstIndex(of: UInt8(ascii: "&")) {
      text += Substring(rest[..<start])
      guard let end = rest[start...].firstIndex(of: UInt8(ascii: ";")) else { return nil }
      let name = String(Substring(rest[rest.index(after: start)..<end]))
      guard let scalar = scalar(name) else { return nil }
      text.unicodeScalars.append(scalar)
      rest = rest[rest.index(after: end)...]
    }
    return text + Substring(rest)
  }

  private static func scalar(_ name: String) -> Unicode.Scalar? {
    switch name {
    case "lt": "<"
    case "gt": ">"
    case "amp": "&"
    case "quot": "\""
    case "apos": "'"
    default:
      if name.hasPrefix("#x") {
        UInt32(name.dropFirst(2), radix: 16).flatMap(Unicode.Scalar.init)
      } else if name.hasPrefix("#") {
        UInt32(name.dropFirst()).flatMap(Unicode.Scalar.init)
      } else {
        nil
      }
    }
  }
}
