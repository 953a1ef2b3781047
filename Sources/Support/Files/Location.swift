/// A place as a person names it: a path on this machine, or a URL.
///
/// Everything that takes a path asks here, so that a URL is never taken for the name of a local folder.
package enum Location: Hashable, Sendable {
  case path(String)
  /// An object or a prefix of objects in Cloud Storage, `gs://BUCKET/NAME`, as it was written.
  case cloudStorage(String)
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
    self = text.utf8.starts(with: "gs://".utf8) ? .cloudStorage(text) : .unsupported(text, scheme: scheme)
  }

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

  /// Whether a text names a place in Cloud Storage.
  package static func isCloudStorage(_ text: String) -> Bool {
    if case .cloudStorage = Location(text) { return true }
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
    case .cloudStorage(let url): throw .localOnly(url)
    case .unsupported(let url, let scheme): throw .unsupported(url, scheme: scheme, takesCloudStorage: false)
    }
  }

  /// The text where it is a path or a `gs://` URL.
  ///
  /// Throws `LocationError` for an empty text and for every other URL.
  package static func requirePathOrURL(_ text: String) throws(LocationError) -> String {
    switch Location(text) {
    case .path(let text) where text.isEmpty: throw .empty
    case .path(let text):
      if let url = padded(text) { throw .padded(url) }
      return text
    case .cloudStorage(let text): return text
    case .unsupported(let url, let scheme): throw .unsupported(url, scheme: scheme, takesCloudStorage: true)
    }
  }
}

/// Why a text names no place that can be used.
package enum LocationError: Error, Hashable, Sendable, CustomStringConvertible {
  case empty
  case localOnly(String)
  /// - Parameter url: What stands behind blanks.
  case padded(_ url: String)
  case unsupported(String, scheme: String, takesCloudStorage: Bool)

  package var description: String {
    switch self {
    case .empty: "it is empty; give a path"
    case .padded(let url): "there is a blank before \(url); leave it out"
    case .localOnly(let url): "\(url) is a URL, and only a path on this machine works here"
    case .unsupported(let url, "file", _): "\(url) is a URL; give the path without file://"
    case .unsupported(let url, "gs", let takesCloudStorage):
      takesCloudStorage
        ? "\(url) is not a Cloud Storage URL; write gs://BUCKET/NAME"
        : "\(url) is a URL, and only a path on this machine works here"
    case .unsupported(let url, let scheme, let takesCloudStorage):
      "\(scheme):// is not supported (\(url)); give a path"
        + (takesCloudStorage ? " or a gs:// URL" : " on this machine")
    }
  }
}
