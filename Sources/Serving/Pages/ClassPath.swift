/// The path of a class's page.
enum ClassPath {
  /// Returns `/classes/…` with all but RFC 3986's unreserved characters escaped.
  static func of(_ id: String) -> String {
    "/classes/"
      + id.utf8.reduce(into: "") { path, byte in
        let character = Character(Unicode.Scalar(byte))
        if byte < 128, character.isLetter || character.isNumber || "-._~".contains(character) {
          path.append(character)
        } else {
          path += byte < 16 ? "%0" : "%"
          path += String(byte, radix: 16, uppercase: true)
        }
      }
  }
}
