import ArgumentParser
import Foundation
import Support
import Taxonomy

/// The words in which a model speaks of what it knows.
package struct WordsOptions: ParsableArguments {
  @Option(help: "The question that the page asks, such as \"Which cheese is this?\"; by default made of the nouns.")
  package var title: String?

  @Option(help: "What each image shows, singular and plural, such as cheese,cheeses.")
  package var noun: String?

  @Option(
    name: .both("class-noun"), help: "What a class is called, singular and plural; by default class,classes.")
  package var classNoun: String?

  @Option(
    help: """
      JSON file of words: title, site, noun and classNoun ({"singular", "plural"}), mixed, usesArticle, classes (by \
      id: name, aliases, group, about, facts) and others (names without a class).
      """, transform: Place.path)
  package var words: String?

  package init() {}

  package func validate() throws {
    for (text, option) in [(noun, "--noun"), (classNoun, "--class-noun")] {
      if let text, Self.noun(text) == nil {
        throw ValidationError("\(option) must be a singular and a plural with a comma between, such as cheese,cheeses.")
      }
    }
  }

  /// Whether any is given.
  package var areGiven: Bool { title != nil || noun != nil || classNoun != nil || words != nil }

  /// The words of the file, or the existing ones, overridden by single options. Throws `WordsFileError`.
  package func applied(to given: ModelWords = .neutral) throws -> ModelWords {
    var result = try words.map(Self.read) ?? given
    if let title { result.title = title }
    if let noun { result.noun = Self.noun(noun) }
    if let classNoun { result.classNoun = Self.noun(classNoun) }
    return result
  }

  private static func noun(_ text: String) -> Noun? {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
      .map { $0.trimmingCharacters(in: .whitespaces) }
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
    return Noun(singular: parts[0], plural: parts[1])
  }

  private static func read(_ file: String) throws -> ModelWords {
    let text: Data
    do {
      text = try Data(contentsOf: URL(filePath: file))
    } catch {
      throw WordsFileError(file: file, reason: SystemReason.of(error))
    }
    do {
      return try JSONDecoder().decode(ModelWords.self, from: text)
    } catch let error as DecodingError {
      throw WordsFileError(file: file, reason: Self.reason(error))
    }
  }

  private static func reason(_ error: DecodingError) -> String {
    // What isn't a key or a value of words says so itself.
    if case .dataCorrupted(let context) = error, !context.codingPath.isEmpty { return context.debugDescription }
    return error.reason
  }
}

/// Why a file of words can't be used.
struct WordsFileError: Error, CustomStringConvertible {
  let file: String
  let reason: String

  var description: String {
    "\(file) can't be used as words (\(reason)); correct it; dogbreed train --help lists its keys."
  }
}
