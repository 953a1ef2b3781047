/// A place as a person names it: a path on this machine, or a URL.
///
/// Everything that takes a path asks here, so that a URL is never taken for the name of a local folder.
package enum Location: Hashable, Sendable {
  case path(String)
  /// An object or a prefix of objects in a bucket, `gs://BUCKET/NAME` or `s3://BUCKET/NAME`, as it was written.
  case stored(String)
  /// A URL of a scheme that no option reads or writes; the scheme is in lower case.
  case unsupported(String, scheme: String)

  /// Tells the two apart: a URL begins with a scheme of two characters or more (RFC 3986, section 3.1), `:` and `/`.
  ///
  /// One letter is a Windows drive, so `C:/photos` is a path. A local folder that is really called `gs:` is named `./gs:`.
  package init(_ text: String) {
    guard let scheme = Self.scheme(of: text) else {
      self = .path(text)
      return
    }
    let isStored = Self.stores.contains { text.utf8.starts(with: "\($0)://".utf8) }
    self = isStored ? .stored(text) : .unsupported(text, scheme: scheme)
  }

  /// The schemes of stores of objects: Cloud Storage and S3.
  package static let stores = ["gs", "s3"]

  private static func scheme(of text: String) -> String? {
    guard let colon = text.utf8.firstIndex(of: 58) else { return nil }
    let scheme = text.utf8[..<colon]
    func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte | 32) }
    guard scheme.count >= 2, let first = scheme.first, isLetter(first),
      scheme.allSatisfy({ isLetter($0) || (48...57).contains($0) || [43, 45, 46].contains($0) }),
      text.utf8[text.utf8.index(after: colon)...].first == 47
    else { return nil }
    return String(text[..<colon]).lowercased()
  }

  /// The URL in a text with blanks before it, as it comes out of a settings file; nil for any other.
  private static func padded(_ text: String) -> String? {
    let bare = text.drop { $0.isWhitespace }
    return bare.startIndex > text.startIndex && scheme(of: String(bare)) != nil ? String(bare) : nil
  }

  /// Whether a text names objects in a bucket.
  package static func isStored(_ text: String) -> Bool {
    if case .stored = Location(text) { return true }
    return false
  }

  /// The text where it is a path.
  ///
  /// Throws `LocationError` for an empty text and for every URL.
  package static func requirePath(_ text: String) throws(LocationError) -> String {
    switch Location(text) {
    case .path(let path) where path.isEmpty: throw .empty
    case .path(let path):
      if let url = padded(path) { throw .padded(url) }
      return path
    case .stored(let url): throw .localOnly(url)
    case .unsupported(let url, let scheme): throw .unsupported(url, scheme: scheme, takes: [])
    }
  }

  /// The text where it is a path or the URL of objects in a bucket.
  ///
  /// - takes: the schemes that are taken here.
  ///
  /// Throws `LocationError` for an empty text and for every other URL.
  package static func requirePathOrURL(_ text: String, takes: [String] = stores) throws(LocationError) -> String {
    switch Location(text) {
    case .path(let text) where text.isEmpty: throw .empty
    case .path(let text):
      if let url = padded(text) { throw .padded(url) }
      return text
    case .stored(let text):
      let scheme = text.prefix { $0 != ":" }
      if !takes.contains(String(scheme)) { throw .unsupported(text, scheme: String(scheme), takes: takes) }
      return text
    case .unsupported(let url, let scheme): throw .unsupported(url, scheme: scheme, takes: takes)
    }
  }
}
