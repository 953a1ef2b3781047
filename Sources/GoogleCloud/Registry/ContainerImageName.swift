import Transport

/// A parsed image name: `[REGISTRY[:PORT]/]PATH[:TAG][@sha256:…]`, as the distribution specification writes it.
package struct ContainerImageName: Hashable, Sendable, CustomStringConvertible {
  /// Host and perhaps port; nil for an image that is only here.
  package let registry: String?
  /// The path within the registry.
  package let path: String
  /// The tag; nil where none is named.
  package let tag: String?
  /// `sha256:` and 64 hexadecimal digits.
  package let digest: String?

  /// Throws `CloudError` of kind `usage` for an invalid name.
  package init(_ text: String) throws(CloudError) {
    var rest = text[...]
    if let at = rest.firstIndex(of: "@") {
      digest = String(rest[rest.index(after: at)...])
      rest = rest[..<at]
    } else {
      digest = nil
    }
    let lastSlash = rest.lastIndex(of: "/") ?? rest.startIndex
    if let colon = rest[lastSlash...].lastIndex(of: ":") {
      tag = String(rest[rest.index(after: colon)...])
      rest = rest[..<colon]
    } else {
      tag = nil
    }
    let first = rest.prefix { $0 != "/" }
    // A first part with a dot or a port, or this machine's name, is a host: else `library/debian` would be one.
    if first.count < rest.count, first.contains(".") || first.contains(":") || first == "localhost" {
      registry = String(first)
      path = String(rest.dropFirst(first.count + 1))
    } else {
      registry = nil
      path = String(rest)
    }
    guard text.utf8.count <= 500, Self.isPath(path), registry.map(Self.isHost) ?? true, tag.map(Self.isTag) ?? true,
      digest.map(Self.isDigest) ?? true
    else {
      throw CloudError(
        .usage,
        "\(text.prefix(200)) is not an image name: write it as HOST/PATH/NAME:TAG, such as "
          + "europe-west4-docker.pkg.dev/my-project/dogbreed/serve:1")
    }
  }

  /// An image that Google's machines can fetch. Throws `CloudError` of kind `usage` where it names no registry, or one
  /// that was shut down.
  package static func registered(_ text: String) throws(CloudError) -> ContainerImageName {
    let name = try ContainerImageName(text)
    guard let registry = name.registry else {
      throw CloudError(
        .usage,
        "\(text.prefix(200)) is not an image in a registry, such as REGION-docker.pkg.dev/PROJECT/REPOSITORY/IMAGE:TAG")
    }
    guard registry != "gcr.io", !registry.hasSuffix(".gcr.io") else {
      throw CloudError(
        .usage,
        "\(text) is in Container Registry, which was shut down on 2025-03-18: push it to "
          + "REGION-docker.pkg.dev/PROJECT/REPOSITORY")
    }
    return name
  }

  /// The name without tag and digest.
  package var repository: String { registry.map { "\($0)/\(path)" } ?? path }

  /// With its tag, `latest` where none is named.
  package var tagged: String { "\(repository):\(tag ?? "latest")" }

  /// The name with a digest, which is immutable.
  package func at(digest: String) -> String { "\(repository)@\(digest)" }

  package var description: String { digest.map(at(digest:)) ?? tagged }

  /// `sha256:` and 64 hexadecimal digits.
  package static func isDigest(_ text: String) -> Bool {
    text.hasPrefix("sha256:") && text.utf8.count == 71
      && text.dropFirst(7).utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
  }

  private static func isTag(_ text: String) -> Bool {
    (1...128).contains(text.utf8.count) && text.first != "." && text.first != "-"
      && text.unicodeScalars.allSatisfy { isWord($0) || $0 == "." || $0 == "-" }
  }

  private static func isPath(_ text: String) -> Bool {
    text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
      guard let first = part.unicodeScalars.first, let last = part.unicodeScalars.last else { return false }
      return isLowerAlphanumeric(first) && isLowerAlphanumeric(last)
        && part.unicodeScalars.allSatisfy { isLowerAlphanumeric($0) || $0 == "." || $0 == "_" || $0 == "-" }
    }
  }

  private static func isHost(_ text: String) -> Bool {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard let name = parts.first, !name.isEmpty, parts.count <= 2 else { return false }
    let isPort = parts.count == 1 || Int(parts[1]).map { (1...65535).contains($0) } ?? false
    return isPort && name.first != "-"
      && name.unicodeScalars.allSatisfy { isWord($0) && $0 != "_" || $0 == "." || $0 == "-" }
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    isLowerAlphanumeric(scalar) || ("A"..."Z").contains(scalar) || scalar == "_"
  }

  private static func isLowerAlphanumeric(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
  }
}
