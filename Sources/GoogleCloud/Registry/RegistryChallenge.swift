import Foundation

/// A registry's authentication challenge (RFC 9110, 11.6.1; the distribution specification's token server).
struct RegistryChallenge: Equatable {
  /// In lower case: `basic` or `bearer`.
  let scheme: String
  /// Names in lower case.
  let parameters: [String: String]

  /// Reads `WWW-Authenticate`; nil if it is invalid.
  init?(_ text: String) {
    guard text.utf8.count <= 4096, let gap = text.firstIndex(of: " ") else {
      guard text.lowercased() == "basic" else { return nil }
      (scheme, parameters) = ("basic", [:])
      return
    }
    scheme = text[..<gap].lowercased()
    guard scheme == "basic" || scheme == "bearer" else { return nil }
    parameters = Self.parameters(text[gap...])
  }

  /// `name=value` or `name="value"`, separated by commas; a comma in quotes is part of its value.
  private static func parameters(_ text: Substring) -> [String: String] {
    var found: [String: String] = [:]
    var (name, value, isValue, isQuoted) = ("", "", false, false)
    func keep() {
      let key = name.trimmingCharacters(in: .whitespaces).lowercased()
      if isValue, !key.isEmpty { found[key] = value }
      (name, value, isValue) = ("", "", false)
    }
    for character in text {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted: keep()
      case "=" where !isQuoted && !isValue: isValue = true
      default: if isValue { value.append(character) } else { name.append(character) }
      }
    }
    keep()
    return found
  }
}
