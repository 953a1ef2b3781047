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

/// A script with such a command in it.
package struct OldScript: Sendable {
  /// The command that was read.
  package let command: OldCommand
  /// Variables that the script left unset and that were given current values.
  package let filled: [String: String]

  /// Reads assignments and the command.
  ///
  /// - variables: the values that variables of the shell had.
  /// - names: what the original's scripts put into variables that aren't set.
  /// - commands: what `$(…)` stands for.
  ///
  /// Throws `CloudError` of kind `usage`: there is no such command, or variables are open.
  package init(
    _ text: String, variables: [String: String], names: [String: String], command: @escaping (String) -> String?
  ) throws(CloudError) {
    var reader = try ShellReader(text)
    var known = variables
    var used: [String: String] = [:]
    var open: [String] = []
    var found: OldCommand?
    while found == nil {
      let before = reader.unset.count
      // A closure that escapes can't change `used`, so that it is compared by value afterwards.
      let table = known
      let lookUp = Recorder(table: table, names: names)
      let expansion = ShellReader.Expansion(variable: { lookUp.value(of: $0) }, command: command)
      guard let words = try reader.statement(expansion) else { break }
      used.merge(lookUp.filled) { $1 }
      let assigned = (words.first == "export" ? words.dropFirst() : words[...]).map(Self.assignment)
      let missing = reader.unset.dropFirst(before)
      if assigned.allSatisfy({ $0 != nil }) {
        for case (let name, let value)? in assigned { known[name] = value }
        open += missing
      } else if OldCommand.isOne(words) {
        open += missing
        // Unknown variables leave gaps, which would otherwise cause other errors.
        if !open.isEmpty { break }
        found = try OldCommand(words)
      }
    }
    let unknown = open.enumerated().filter { !open[..<$0.offset].contains($0.element) }.map(\.element)
    guard unknown.isEmpty else {
      throw CloudError(
        .usage,
        "These variables have no value: \(unknown.joined(separator: ", ")); give them as --set \(unknown[0])=VALUE")
    }
    guard let found else {
      throw CloudError(.usage, "The text contains no `gcloud ai-platform jobs submit training`")
    }
    self.command = found
    filled = used
  }

  /// Remembers which names were filled in; lives for one statement.
  private final class Recorder {
    private let table: [String: String]
    private let names: [String: String]
    private(set) var filled: [String: String] = [:]

    init(table: [String: String], names: [String: String]) {
      self.table = table
      self.names = names
    }

    func value(of name: String) -> String? {
      if let value = table[name] { return value }
      guard let value = names[name] else { return nil }
      filled[name] = value
      return value
    }
  }

  private static func assignment(_ word: String) -> (String, String)? {
    guard let equals = word.firstIndex(of: "="), equals != word.startIndex else { return nil }
    let name = word[..<equals]
    guard name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }), name.first?.isNumber == false
    else { return nil }
    return (String(name), String(word[word.index(after: equals)...]))
  }
}
