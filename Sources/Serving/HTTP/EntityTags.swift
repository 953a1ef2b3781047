/// `If-None-Match` (RFC 9110, 13.1.2).
enum EntityTags {
  /// Whether one of the header's tags is `tag`, compared weakly, or all of them are by `*`.
  static func match(_ fields: [String], _ tag: String) -> Bool {
    fields.contains { field in
      var rest = Substring(field)
      while true {
        rest = rest.drop { $0 == " " || $0 == "\t" || $0 == "," }
        if rest.isEmpty { return false }
        if rest == "*" { return true }
        if rest.hasPrefix("W/") { rest = rest.dropFirst(2) }
        // A comma may stand inside of a tag, so that lists can't be split at commas.
        guard rest.first == "\"", let end = rest.dropFirst().firstIndex(of: "\"") else { return false }
        if rest[...end] == tag { return true }
        rest = rest[rest.index(after: end)...]
      }
    }
  }
}
