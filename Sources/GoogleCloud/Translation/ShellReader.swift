import Transport

/// Reads the statements of a shell script: words, quotes, comments, continued lines and `$NAME`. Nothing is run.
///
/// A subset: no pipes, redirections, loops or functions; what stands there is read as words.
package struct ShellReader {
  /// What `$NAME`, `${NAME}` and `$(COMMAND)` stand for.
  package struct Expansion {
    /// Nil where the variable isn't set.
    package var variable: (String) -> String?
    /// Nil where the command isn't one that is understood.
    package var command: (String) -> String?

    package init(variable: @escaping (String) -> String?, command: @escaping (String) -> String?) {
      self.variable = variable
      self.command = command
    }
  }

  /// Scripts are short; longer text is not a command.
  package static let limit = 256 << 10

  private let text: [Character]
  private var place = 0
  /// Variables that were used and not set, in order, each time.
  package private(set) var unset: [String] = []

  /// Throws `CloudError` of kind `usage` for text beyond the limit.
  package init(_ text: String) throws(CloudError) {
    guard text.utf8.count <= Self.limit else { throw CloudError(.usage, "The script is longer than 256 KiB") }
    self.text = Array(text)
  }

  private var peek: Character? { place < text.count ? text[place] : nil }

  /// The next statement's words; empty ones are passed over; nil at the end. Throws `CloudError` of kind `usage`.
  package mutating func statement(_ expansion: Expansion) throws(CloudError) -> [String]? {
    var words: [String] = []
    while let character = peek {
      switch character {
      case "\n", "\r\n", ";":
        place += 1
        if !words.isEmpty { return words }
      case " ", "\t", "\r": place += 1
      case "#": while let next = peek, !next.isNewline { place += 1 }
      case "\\" where isContinuation: skipContinuation()
      default:
        if let word = try word(expansion) { words.append(word) }
      }
    }
    return words.isEmpty ? nil : words
  }

  private var isContinuation: Bool { place + 1 < text.count && text[place + 1].isNewline }
  private mutating func skipContinuation() { place += 2 }

  /// One word; nil where it came from an empty expansion alone, as shells drop it.
  private mutating func word(_ expansion: Expansion) throws(CloudError) -> String? {
    var word = ""
    var isQuoted = false
    while let character = peek {
      switch character {
      case " ", "\t", "\r", "\n", "\r\n", ";": return word.isEmpty && !isQuoted ? nil : word
      case "'":
        isQuoted = true
        place += 1
        word += try until("'")
      case "\"":
        isQuoted = true
        place += 1
        word += try doubleQuoted(expansion)
      case "\\" where isContinuation: skipContinuation()
      case "\\":
        place += 1
        if let next = peek {
          word.append(next)
          place += 1
        }
      case "$": word += try dollar(expansion)
      default:
        word.append(character)
        place += 1
      }
    }
    return word.isEmpty && !isQuoted ? nil : word
  }

  private mutating func until(_ end: Character) throws(CloudError) -> String {
    var found = ""
    while let character = peek {
      place += 1
      if character == end { return found }
      found.append(character)
    }
    throw CloudError(.usage, "A quote \(end) is never closed")
  }

  private mutating func doubleQuoted(_ expansion: Expansion) throws(CloudError) -> String {
    var found = ""
    while let character = peek {
      switch character {
      case "\"":
        place += 1
        return found
      case "\\" where isContinuation: skipContinuation()
      case "\\" where place + 1 < text.count && "\"\\$`".contains(text[place + 1]):
        found.append(text[place + 1])
        place += 2
      case "$": found += try dollar(expansion)
      default:
        found.append(character)
        place += 1
      }
    }
    throw CloudError(.usage, "A quote \" is never closed")
  }

  /// At a dollar sign.
  private mutating func dollar(_ expansion: Expansion) throws(CloudError) -> String {
    place += 1
    guard let character = peek else { return "$" }
    if character == "(" {
      place += 1
      let command = try parenthesized()
      guard let value = expansion.command(command) else {
        throw CloudError(.usage, "$(\(command.prefix(80))) would have to be run: replace it by its value")
      }
      return value
    }
    var name = ""
    if character == "{" {
      place += 1
      name = try until("}")
    } else {
      while let next = peek, next.isASCII, next.isLetter || next.isNumber || next == "_" {
        name.append(next)
        place += 1
      }
    }
    guard !name.isEmpty else { return "$" }
    guard name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }) else {
      throw CloudError(.usage, "${\(name.prefix(40))} is not a plain variable: replace it by its value")
    }
    if let value = expansion.variable(name) { return value }
    unset.append(name)
    return ""
  }

  private mutating func parenthesized() throws(CloudError) -> String {
    var (found, depth) = ("", 1)
    while let character = peek {
      place += 1
      if character == "(" { depth += 1 }
      if character == ")" {
        depth -= 1
        if depth == 0 { return found }
      }
      found.append(character)
    }
    throw CloudError(.usage, "$( is never closed")
  }
}
