import ArgumentParser

/// A word that stands where a verb is expected and isn't one, with the verb that was probably intended.
struct UnknownVerb: Error, Hashable, Sendable, CustomStringConvertible {
  let word: String
  /// The words before it: the program and the group of verbs.
  let path: [String]
  let nearest: String?

  /// Finds the first such word among the process's arguments; nil where all verbs exist.
  init?(_ arguments: some Sequence<String>, of root: any ParsableCommand.Type) {
    var (command, path) = (root, [Self.name(of: root)])
    for argument in arguments {
      let verbs = command.configuration.subcommands
      guard !verbs.isEmpty, !argument.hasPrefix("-"), argument != "help" else { return nil }
      guard
        let verb = verbs.first(where: { Self.name(of: $0) == argument || $0.configuration.aliases.contains(argument) })
      else {
        word = argument
        self.path = path
        nearest = Self.nearest(to: argument, among: verbs.map(Self.name))
        return
      }
      command = verb
      path.append(argument)
    }
    return nil
  }

  var description: String {
    let help = (path + ["--help"]).joined(separator: " ")
    let guess = nearest.map { "; did you mean \((path + [$0]).joined(separator: " "))?" } ?? "."
    return "\(path.joined(separator: " ")) has no verb '\(word)'\(guess) (\(help) lists them all.)"
  }

  /// The name that is fewest edits away, at most a third of the word's length and at least two.
  static func nearest(to word: String, among names: [String]) -> String? {
    let most = max(2, word.count / 3)
    let ranked = names.map { (name: $0, edits: edits(from: Array(word.lowercased()), to: Array($0))) }
    return ranked.filter { $0.edits <= most }.min { $0.edits < $1.edits }?.name
  }

  /// Insertions, deletions, replacements and exchanges of neighbours that make one text the other (the optimal string
  /// alignment distance; G. Navarro, ACM Computing Surveys 33 (2001), section 4).
  private static func edits(from a: [Character], to b: [Character]) -> Int {
    var rows = [Array(0...b.count)]
    for (i, x) in a.enumerated() {
      var row = [i + 1]
      for (j, y) in b.enumerated() {
        var least = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (x == y ? 0 : 1))
        if i > 0, j > 0, x == b[j - 1], a[i - 1] == y { least = min(least, rows[i - 1][j - 1] + 1) }
        row.append(least)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }

  private static func name(of command: any ParsableCommand.Type) -> String {
    command.configuration.commandName ?? "\(command)".lowercased()
  }
}
