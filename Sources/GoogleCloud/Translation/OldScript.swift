import Transport

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
