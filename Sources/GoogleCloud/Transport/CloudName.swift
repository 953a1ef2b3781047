import ObjectStorage

/// The grammar of what becomes part of a host or a path of Google's, wherever it was read from.
package enum CloudName {
  /// A project's ID or number; older ones stand below a domain: `example.com:my-project`.
  package static func isProject(_ text: String) -> Bool {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard let name = parts.last, parts.count <= 2, text.utf8.count <= 100 else { return false }
    return isWords(name)
      && (parts.count == 1 || parts[0].split(separator: ".", omittingEmptySubsequences: false).allSatisfy(isWords))
  }

  /// A region, such as `europe-west4`, or `global`; it becomes part of a host.
  package static func isRegion(_ text: String) -> Bool {
    text.utf8.count <= 40 && isWords(text[...]) && isLetter(text.utf8.first)
  }

  /// A repository of Artifact Registry.
  package static func isRepository(_ text: String) -> Bool {
    text.utf8.count <= 63 && isWords(text[...]) && isLetter(text.utf8.first)
  }

  /// A bucket, without `gs://`.
  package static func isBucket(_ text: String) -> Bool { StorageAddress.isBucket(text) }

  /// A resource's full name, `projects/P/locations/R/KIND/ID`: its project, region and ID; nil for another text.
  package static func resource(
    _ name: String, kind: String
  ) -> (project: String, region: String, id: String)? {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 6, parts[0] == "projects", parts[2] == "locations", parts[4] == kind, isProject(parts[1]),
      isRegion(parts[3]), isWords(parts[5][...])
    else { return nil }
    return (parts[1], parts[3], parts[5])
  }

  /// Lower-case letters, digits and hyphens, none of these first or last.
  private static func isWords(_ text: Substring) -> Bool {
    !text.isEmpty && text.first != "-" && text.last != "-"
      && text.utf8.allSatisfy { isLetter($0) || (48...57).contains($0) || $0 == 45 }
  }

  private static func isLetter(_ byte: UInt8?) -> Bool { byte.map { (97...122).contains($0) } ?? false }
}
