import Foundation
import TestSupport
import Testing

/// The command line speaks of nothing that only one model knows.
@Suite struct NeutralHelpTests {
  /// What every verb says of itself, by its words.
  private func helps(_ command: [String: Any], _ path: [String] = []) -> [[String]] {
    let children = command["subcommands"] as? [[String: Any]] ?? []
    return [path]
      + children.flatMap { child in
        (child["commandName"] as? String).map { $0 == "help" ? [] : helps(child, path + [$0]) } ?? []
      }
  }

  @Test func noHelpSpeaksOfOneModelsSubject() throws {
    let program = try Program()
    let dump = try program.run("--experimental-dump-help")
    let root = try #require(try dump.object()["command"] as? [String: Any])
    let verbs = helps(root)
    #expect(verbs.count > 30)
    for verb in verbs {
      let help = try program.start(verb + ["--help"]).1()
      #expect(help.status == 0, "\(verb)")
      // The program's name and the published data set's are names.
      var text = help.output.lowercased()
      for name in ["dogbreed", "stanford-dogs", "stanford dogs"] { text = text.replacing(name, with: "") }
      for word in ["dog", "breed", "pug", "corgi"] { #expect(!text.contains(word), "\(verb) speaks of \(word)s") }
    }
  }
}
