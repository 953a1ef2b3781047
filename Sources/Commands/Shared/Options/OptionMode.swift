import Foundation

/// Options that matter only in some modes of a verb; given in another, they are reported to have no effect.
package struct OptionMode: Hashable, Sendable {
  /// Their names without the two hyphens.
  package let names: [String]
  /// Whether the current mode uses them.
  package let isUsed: Bool
  /// The mode they need, as a phrase: "without --labels".
  package let otherwise: String

  package init(_ names: String..., isUsed: Bool, _ otherwise: String) {
    (self.names, self.isUsed, self.otherwise) = (names, isUsed, otherwise)
  }

  /// One sentence for each mode whose options were given without effect.
  ///
  /// - Parameter words: The process's arguments.
  package static func notes(_ modes: [OptionMode], given words: [String]) -> [String] {
    let given = Set(words.prefix { $0 != "--" }.compactMap(name))
    return modes.compactMap { mode in
      let idle = mode.names.filter { given.contains($0) || given.contains("no-" + $0) }.map { "--" + $0 }
      guard !mode.isUsed, let last = idle.last else { return nil }
      let named = idle.count > 1 ? "\(idle.dropLast().joined(separator: ", ")) and \(last) have" : "\(last) has"
      return "\(named) no effect \(mode.otherwise)."
    }
  }

  /// The name of the option that a word gives, which may be written with underscores; nil for another word.
  private static func name(_ word: String) -> String? {
    guard word.hasPrefix("--"), word.utf8.count > 2 else { return nil }
    return String(word.dropFirst(2).prefix { $0 != "=" }.map { $0 == "_" ? "-" : $0 })
  }
}

/// A verb with options that some of its modes ignore; those given without effect are noted before it runs.
package protocol ModalOptions {
  var modes: [OptionMode] { get }
}

extension ModalOptions {
  /// Notes on standard error which options have no effect.
  func sayIdleOptions() {
    for note in OptionMode.notes(modes, given: Array(CommandLine.arguments.dropFirst())) {
      Console.error("note: \(note)")
    }
  }
}
