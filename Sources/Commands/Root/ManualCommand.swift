import ArgumentParser

/// `dogbreed manual`: the manual page, from every verb's own help.
struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual",
    abstract: "Print the manual page, for man.",
    discussion: """
      Examples:
        dogbreed manual | man -l -
        dogbreed manual > dogbreed.1
      """, shouldDisplay: false)

  func run() throws { try Console.out(Self.page(Dogbreed.self)) }

  /// The page in man's macros (man 7 man): a section per verb, its help as it stands.
  static func page(_ root: any ParsableCommand.Type) -> String {
    var lines = [
      ".TH DOGBREED 1 \"\" \"dogbreed \(Program.version)\"", ".SH NAME",
      "dogbreed \\- \(escaped(root.configuration.abstract))",
    ]
    func add(_ command: any ParsableCommand.Type, _ path: [String]) {
      guard command.configuration.shouldDisplay else { return }
      lines += [".SH \(path.joined(separator: " ").uppercased())", ".nf"]
      let help = command == root ? root.helpMessage(columns: 76) : root.helpMessage(for: command, columns: 76)
      lines += help.split(separator: "\n", omittingEmptySubsequences: false).map { escaped(String($0)) }
      lines.append(".fi")
      for verb in command.configuration.subcommands { add(verb, path + [verb.configuration.commandName ?? ""]) }
    }
    add(root, ["dogbreed"])
    return lines.joined(separator: "\n")
  }

  /// Text that man prints as it is: a dot or an apostrophe at a line's start would be a macro.
  private static func escaped(_ text: String) -> String {
    var text = text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
    if text.hasPrefix(".") || text.hasPrefix("'") { text = "\\&" + text }
    return text
  }
}
