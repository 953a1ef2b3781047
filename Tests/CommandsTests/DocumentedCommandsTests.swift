import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import Commands
@testable import TrainingCommands

/// Each command that the documentation shows is one that the program understands.
@Suite struct DocumentedCommandsTests {
  struct Shown: CustomTestStringConvertible, Sendable {
    let page: String
    let words: [String]
    /// Whether the line names several verbs.
    let isShared: Bool

    var testDescription: String { "\(page): \(words.joined(separator: " "))" }
  }

  @Test(arguments: commands()) func isUnderstood(shown: Shown) throws {
    #expect(UnknownVerb(shown.words, of: Dogbreed.self) == nil)
    // Where several verbs share a line, what they need is left out.
    if shown.isShared { return }
    let trains = ["train", "step-bench"].contains(shown.words.first ?? "")
    do {
      _ = try trains ? TrainingVerbs.parseAsRoot(shown.words) : Dogbreed.parseAsRoot(shown.words)
    } catch {
      let code = trains ? TrainingVerbs.exitCode(for: error) : Dogbreed.exitCode(for: error)
      #expect(code == .success, "\(shown.testDescription): \(Dogbreed.message(for: error))")
    }
  }

  @Test func thereAreMany() { #expect(Self.commands().count > 40) }

  /// The lines of code blocks that begin with `script/dogbreed` or `dogbreed`, as words; those that leave something out
  /// (`…`) aren't commands yet.
  private static func commands() -> [Shown] {
    let root = RealImages.checkout
    let pages = ["README.md", "CONTRIBUTING.md"] + below(root, "Docs").filter { $0 != "Docs/Architecture.md" }
    return pages.flatMap { page -> [Shown] in
      let text = (try? String(contentsOf: root.appending(path: page), encoding: .utf8)) ?? ""
      var isCode = false
      return text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { line -> [Shown] in
        if line.hasPrefix("```") { isCode.toggle() }
        guard isCode, let words = words(of: String(line)) else { return [] }
        let all = alternatives(words)
        return all.map { Shown(page: page, words: $0, isShared: all.count > 1) }
      }
    }
  }

  private static func below(_ root: URL, _ folder: String) -> [String] {
    let names = FileManager.default.enumerator(atPath: root.appending(path: folder).path)?.allObjects as? [String] ?? []
    return names.filter { $0.hasSuffix(".md") }.sorted().map { "\(folder)/\($0)" }
  }

  /// The words after the program's name, up to a comment, a redirection or a pipe into another program.
  private static func words(of line: String) -> [String]? {
    let line = line.replacing(/\s#.*/, with: "")
    var words = line.matches(of: /"[^"]*"|\S+/).map { String($0.output) }
    while let first = words.first, first.contains("="), !first.hasPrefix("-") { words.removeFirst() }
    guard let name = words.first, ["script/dogbreed", "dogbreed"].contains(name), !line.contains("…") else {
      return nil
    }
    words.removeFirst()
    if let end = words.firstIndex(where: { $0.hasPrefix("<") || $0.hasPrefix(">") || $0 == "&&" }) {
      words.removeLast(words.count - end)
    }
    return words.map { $0.trimmingCharacters(in: ["'", "\""]).replacing("://BUCKET", with: "://bucket") }
  }

  /// `model info|verify M` is two commands, and `jobs | watch NAME` as many as it names.
  private static func alternatives(_ words: [String]) -> [[String]] {
    if words.contains("|") {
      guard words.first == "cloud" else { return [Array(words.prefix { $0 != "|" })] }
      return words.dropFirst().split(separator: "|").map { ["cloud"] + $0 }
    }
    guard let place = words.prefix(2).firstIndex(where: { $0.contains("|") }) else { return [words] }
    return words[place].split(separator: "|").map { word in
      var words = words
      words[place] = String(word)
      return words
    }
  }
}
