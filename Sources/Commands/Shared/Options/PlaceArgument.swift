import Support

/// Options that name places: each says by its transform whether a URL may be given.
package enum Place {
  /// A path on this machine; every URL is refused.
  package static func path(_ text: String) throws -> String { try Location.requirePath(text) }

  /// A path on this machine, or the URL of objects in a bucket: `gs://` or `s3://`.
  package static func pathOrURL(_ text: String) throws -> String { try Location.requirePathOrURL(text) }

  /// A path on this machine or a `gs://` URL: for what Google's services read themselves.
  package static func pathOrGoogleURL(_ text: String) throws -> String {
    try Location.requirePathOrURL(text, takes: ["gs"])
  }
}
