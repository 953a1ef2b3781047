/// How the Python original spells options: with underscores, and `--data_dir` for `--data`.
enum OriginalSpelling {
  /// What every verb's help ends with.
  static let note =
    "Options may also be written as the Python original's: --model_dir, --batch_size, and --data_dir for --data."

  /// The arguments with each option by its own name; values, and what follows `--`, stay as they are.
  static func undone(_ arguments: [String]) -> [String] {
    let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
    return arguments[..<end].map(option) + arguments[end...]
  }

  /// The first word that gives an option as other tools' command lines do: `epochs=5`.
  static func assignment(in words: some Sequence<String>) -> (name: String, value: String)? {
    for word in words {
      if let match = word.prefix(200).wholeMatch(of: /([a-z][a-z_-]*)=(.+)/) {
        return (String(match.output.1), String(match.output.2))
      }
    }
    return nil
  }

  private static func option(_ word: String) -> String {
    guard word.hasPrefix("--"), !word.hasPrefix("---") else { return word }
    let name = word.prefix { $0 != "=" }
    let plain = name.replacing("_", with: "-")
    return String(plain == "--data-dir" ? "--data" : plain) + word.dropFirst(name.count)
  }
}
