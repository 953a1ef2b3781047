import Foundation
import Support
import Transport

/// `~/.aws/config` and `~/.aws/credentials`, as they were read. Members: https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
package struct AmazonFiles: Sendable {
  /// Sections of the file of settings.
  let config: [String: [String: String]]
  /// Sections of the file of keys.
  let credentials: [String: [String: String]]
  /// The folder of what single sign-on left.
  let sessions: String

  /// Bytes of such a file, at most.
  private static let limit = 1 << 20

  /// Reads the files that the environment names, or those in the home folder; a missing one is empty.
  package init(environment: [String: String]) {
    let home = environment["HOME"] ?? NSHomeDirectory()
    func sections(_ variable: String, _ name: String) -> [String: [String: String]] {
      let named = environment[variable].flatMap { $0.isEmpty ? nil : $0 }
      let path = named.map { $0.hasPrefix("~/") ? home + $0.dropFirst() : $0 } ?? "\(home)/.aws/\(name)"
      guard let file = try? RegularFile(reading: path), file.size <= Self.limit,
        let bytes = try? file.read(at: 0, count: file.size)
      else { return [:] }
      return Self.sections(String(decoding: bytes, as: UTF8.self))
    }
    config = sections("AWS_CONFIG_FILE", "config")
    credentials = sections("AWS_SHARED_CREDENTIALS_FILE", "credentials")
    sessions = "\(home)/.aws/sso/cache"
  }

  /// A profile by its name: what both files say, the file of keys before the other one; nil where neither knows it.
  package func profile(_ name: String) -> AmazonProfile? {
    let settings =
      config[name == "default" ? "default" : "profile \(name)"] ?? (name == "default" ? config["profile default"] : nil)
    let keys = credentials[name]
    guard settings != nil || keys != nil else { return nil }
    var values = (settings ?? [:]).merging(keys ?? [:]) { $1 }
    if let session = values["sso_session"], let shared = config["sso-session \(session)"] {
      values = shared.merging(values) { $1 }
    }
    var services: [String: String] = [:]
    if let named = values["services"] {
      for (key, value) in config["services \(named)"] ?? [:] where key.hasPrefix("s3.") {
        services[String(key.dropFirst(3))] = value
      }
    }
    return AmazonProfile(name: name, values: values, services: services)
  }

  /// Sections by their names, each with its settings; a nested one's name stands before its setting's, with a dot between.
  static func sections(_ text: String) -> [String: [String: String]] {
    var all: [String: [String: String]] = [:]
    var section: String?
    var parent: String?
    for line in text.split(whereSeparator: \.isNewline) {
      let isIndented = line.first?.isWhitespace == true
      let bare = line.trimmingCharacters(in: .whitespaces)
      if bare.isEmpty || bare.hasPrefix("#") || bare.hasPrefix(";") { continue }
      if bare.hasPrefix("["), !isIndented, let end = bare.firstIndex(of: "]") {
        let words = bare[bare.index(after: bare.startIndex)..<end].split(whereSeparator: \.isWhitespace)
        let name = words.joined(separator: " ").replacingOccurrences(of: "\"", with: "")
        section = name
        parent = nil
        all[name, default: [:]] = all[name] ?? [:]
        continue
      }
      guard let section, let equals = bare.firstIndex(of: "=") else { continue }
      let key = bare[..<equals].trimmingCharacters(in: .whitespaces).lowercased()
      var value = bare[bare.index(after: equals)...].trimmingCharacters(in: .whitespaces)
      // A comment begins where a blank stands before its mark.
      for mark in [" #", " ;", "\t#", "\t;"] {
        if let place = value.range(of: mark) { value = value[..<place.lowerBound].trimmingCharacters(in: .whitespaces) }
      }
      if isIndented, let parent {
        all[section]?["\(parent).\(key)"] = value
      } else {
        parent = value.isEmpty ? key : nil
        all[section]?[key] = value
      }
    }
    return all
  }
}
