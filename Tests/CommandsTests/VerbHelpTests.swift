import ArgumentParser
import Foundation
import Testing

@testable import Commands
@testable import TrainingCommands

/// What every verb says of itself: how it is used, twice, and what holds where an option isn't given.
@Suite struct VerbHelpTests {
  struct Verb: CustomTestStringConvertible, Sendable {
    let command: any ParsableCommand.Type
    let path: [String]
    let root: any ParsableCommand.Type
    /// Whether its last word may be left out.
    let isDefault: Bool

    var testDescription: String { path.joined(separator: " ") }
    var help: String { root.helpMessage(for: command, columns: 300) }
  }

  /// The verbs that do something themselves, those of the training program by its own definition.
  private static let verbs: [Verb] = {
    func below(
      _ command: any ParsableCommand.Type, _ path: [String], _ root: any ParsableCommand.Type, isDefault: Bool = false
    ) -> [Verb] {
      let inner = command.configuration.subcommands
      if inner.isEmpty { return [Verb(command: command, path: path, root: root, isDefault: isDefault)] }
      return inner.filter { $0.configuration.shouldDisplay }.flatMap {
        below(
          $0, path + [$0.configuration.commandName ?? ""], root,
          isDefault: $0 == command.configuration.defaultSubcommand)
      }
    }
    let training = below(TrainingVerbs.self, [], TrainingVerbs.self)
    let names = Set(training.flatMap { verb in verb.path.indices.map { verb.path[...$0].joined(separator: " ") } })
    return below(Dogbreed.self, [], Dogbreed.self).filter { !names.contains($0.testDescription) } + training
  }()

  @Test func thereAreMany() { #expect(Self.verbs.count > 34) }

  @Test(arguments: verbs) func twoExamplesAreUnderstood(verb: Verb) throws {
    let examples = verb.command.configuration.discussion.components(separatedBy: "Examples:\n").dropFirst().joined()
      .split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    #expect(examples.count >= 2, "\(verb.testDescription)")
    for example in examples {
      let words = try #require(Self.words(of: example), "\(example)")
      #expect(words.starts(with: verb.isDefault ? verb.path.dropLast() : verb.path[...]), "\(example)")
      do {
        _ = try verb.root.parseAsRoot(words)
      } catch {
        #expect(verb.root.exitCode(for: error) == .success, "\(example): \(verb.root.message(for: error))")
      }
    }
  }

  /// The words behind the program's name: up to a pipe or a redirection, quotation marks undone.
  private static func words(of line: String) -> [String]? {
    guard let start = line.range(of: "dogbreed ") else { return nil }
    let own = line[start.upperBound...].prefix { $0 != "|" && $0 != ">" }
    return own.matches(of: /"([^"]*)"|[^ ]+/).map { String($0.output.1 ?? $0.output.0) }
  }

  @Test(arguments: verbs) func everyOptionSaysItsDefault(verb: Verb) throws {
    let dump = verb.command._dumpHelp()
    let tree = try #require(try JSONSerialization.jsonObject(with: Data(dump.utf8)) as? [String: Any])
    let command = try #require(tree["command"] as? [String: Any])
    for option in command["arguments"] as? [[String: Any]] ?? [] where option["kind"] as? String == "option" {
      guard option["shouldDisplay"] as? Bool == true, option["isOptional"] as? Bool == true else { continue }
      let text = option["abstract"] as? String ?? ""
      let name = (option["preferredName"] as? [String: Any])?["name"] ?? "?"
      #expect(
        option["defaultValue"] != nil || text.contains("default"), "\(verb.testDescription) --\(name): \(text)")
    }
  }

  @Test(arguments: verbs) func everyOptionStandsOnceInItsHelp(verb: Verb) throws {
    let names = verb.help.split(separator: "\n").compactMap { $0.firstMatch(of: /^  (--[^ ]+)/).map { $0.output.1 } }
    #expect(Set(names).count == names.count, "\(names)")
    #expect(!names.contains { $0.contains("_") }, "\(names)")
  }

  /// What most need comes first, what only fine-tuning heeds last.
  @Test func trainIsGrouped() throws {
    let help = TrainingVerbs.helpMessage(for: TrainingCommands.TrainCommand.self, columns: 80)
    // What the verb does and how it is used comes before.
    let options = try help[#require(help.range(of: "EVERYDAY OPTIONS:")).lowerBound...]
    let places = try ["--data ", "--model-dir ", "LABELS:", "--labels ", "FINE-TUNING", "--mixup "].map { word in
      try #require(options.range(of: word)).lowerBound
    }
    #expect(places.sorted() == places)
  }

  /// ultralytics #3500 and others: a habit of another tool's command line.
  @Test func assignmentsAreToldApart() {
    let found = OriginalSpelling.assignment(in: ["train", "--model-dir=m", "data=photos", "epochs=3"])
    #expect(found?.name == "data" && found?.value == "photos")
    #expect(OriginalSpelling.assignment(in: ["predict", "a=", "A=b", "/x/a=b.jpg", "--a=b"]) == nil)
  }

  @Test func theOriginalsSpellingsAreUndone() {
    let words = ["train", "--data_dir=a_b", "--model_dir", "c_d", "--", "--keep_me", "--data_dir"]
    #expect(
      OriginalSpelling.undone(words) == ["train", "--data=a_b", "--model-dir", "c_d", "--", "--keep_me", "--data_dir"])
    #expect(
      OriginalSpelling.undone(["--data-dir", "-x_y", "---completion", "a"]) == ["--data", "-x_y", "---completion", "a"])
  }
}
