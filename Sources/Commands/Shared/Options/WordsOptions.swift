import ArgumentParser
import Foundation
import Support
import Taxonomy

/// The words in which a model speaks of what it knows.
package struct WordsOptions: ParsableArguments {
  @OptionGroup package var nouns: NounOptions

  @Option(
    help: """
      JSON file of words: title, site, noun and classNoun ({"singular", "plural"}), mixed, usesArticle, classes (by \
      id: name, names by language, aliases, group, about, facts) and others (names without a class); default: none.
      """, transform: Place.path)
  package var words: String?

  /// Bytes of a file of words: more is none.
  private static let limit = 64 << 20

  package init() {}

  /// Whether any is given.
  package var areGiven: Bool { nouns.areGiven || words != nil }

  /// The words of the file, or the existing ones, overridden by single options. Throws `WordsFileError`.
  package func applied(to given: ModelWords = .neutral) throws -> ModelWords {
    var result = try words.map(Self.read) ?? given
    nouns.apply(to: &result)
    return result
  }

  private static func read(_ file: String) throws -> ModelWords {
    do {
      return try JSONDecoder().decode(ModelWords.self, from: Data(RegularFile.contents(of: file, limit: limit)))
    } catch let error as FileError {
      throw WordsFileError(file: file, reason: error.reason)
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
