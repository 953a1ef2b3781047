import Transport

/// A parsed `gcloud ai-platform jobs submit training …` command, a service shut down on 2025-01-31.
package struct OldCommand: Sendable, Equatable {
  /// The job's name.
  package var job: String
  /// Values of gcloud's own flags by name, without the dashes.
  package var flags: [String: String] = [:]
  /// What stands after ` -- `: the container's.
  package var arguments: [String] = []

  /// Flags of gcloud's that have no value.
  private static let switches: Set<String> = ["stream-logs", "async", "enable-web-access", "quiet", "q"]

  /// The words after the program's name that make it this command, whatever the release track.
  private static let verb = ["jobs", "submit", "training"]

  /// Whether the words are such a command.
  static func isOne(_ words: [String]) -> Bool {
    guard words.first == "gcloud", let at = words.firstIndex(of: "jobs"), at + 3 <= words.count else { return false }
    return Array(words[at..<(at + 3)]) == verb && words[1..<at].contains { $0 == "ai-platform" || $0 == "ml-engine" }
  }

  /// Nil where the words are another command. Throws `CloudError` of kind `usage` where they are this one and are
  /// broken.
  package init?(_ words: [String]) throws(CloudError) {
    guard Self.isOne(words), let at = words.firstIndex(of: "jobs") else { return nil }
    var named: String?
    var place = at + 3
    while place < words.count {
      let word = words[place]
      place += 1
      if word == "--" {
        arguments = Array(words[place...])
        break
      }
      guard word.hasPrefix("-") else {
        guard named == nil else {
          throw CloudError(
            .usage,
            "The command names two jobs, \(named ?? "") and \(word): is a -- missing before the container's flags?")
        }
        named = word
        continue
      }
      let flag = String(word.drop { $0 == "-" })
      if let equals = flag.firstIndex(of: "=") {
        flags[String(flag[..<equals])] = String(flag[flag.index(after: equals)...])
      } else if Self.switches.contains(flag) {
        flags[flag] = ""
      } else {
        guard place < words.count, !words[place].hasPrefix("--") else {
          throw CloudError(.usage, "--\(flag) has no value")
        }
        flags[flag] = words[place]
        place += 1
      }
    }
    guard let named else { throw CloudError(.usage, "The command names no job") }
    job = named
  }
}
