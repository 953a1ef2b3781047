import Support

/// The path of a class's page.
enum ClassPath {
  static func of(_ id: String) -> String { "/classes/" + id.percentEncoded }
}
