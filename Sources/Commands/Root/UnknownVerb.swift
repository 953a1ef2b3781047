import ArgumentParser
import Support

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
      // What isn't a verb is then an argument of the one that is meant without a word.
      guard !verbs.isEmpty, command.configuration.defaultSubcommand == nil, !argument.hasPrefix("-"), argument != "help"
      else { return nil }
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

  /// The name with the fewest edits, at most a third of the word's length and at least two.
  static func nearest(to word: String, among names: [String]) -> String? {
    NearestName.of(word.lowercased(), among: names, limit: max(2, word.count / 3))
  }

  private static func name(of command: any ParsableCommand.Type) -> String {
    command.configuration.commandName ?? "\(command)".lowercased()
  }
}
