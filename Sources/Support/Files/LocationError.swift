/// Why a text names no place that can be used.
package enum LocationError: Error, Hashable, Sendable, CustomStringConvertible {
  case empty
  case localOnly(String)
  /// - Parameter url: What stands behind blanks.
  case padded(_ url: String)
  /// - takes: the schemes that are taken there.
  case unsupported(String, scheme: String, takes: [String])

  package var description: String {
    switch self {
    case .empty: "it is empty; give a path"
    case .padded(let url): "there is a blank before \(url); leave it out"
    case .localOnly(let url): "\(url) is a URL, and only a path on this machine works here"
    case .unsupported(let url, "file", _): "\(url) is a URL; give the path without file://"
    case .unsupported(let url, let scheme, let takes) where takes.contains(scheme):
      "\(url) is not a URL of \(scheme == "gs" ? "Cloud Storage" : "S3"); write \(scheme)://BUCKET/NAME"
    case .unsupported(let url, let scheme, let takes) where takes.isEmpty && Location.stores.contains(scheme):
      "\(url) is a URL, and only a path on this machine works here"
    case .unsupported(let url, let scheme, let takes):
      "\(scheme):// is not supported\(Location.stores.contains(scheme) ? " here" : "") (\(url)); give a path"
        + (takes.isEmpty ? " on this machine" : " or a \(takes.map { "\($0)://" }.joined(separator: " or ")) URL")
    }
  }
}
