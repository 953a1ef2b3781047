import ArgumentParser
import Foundation
import Taxonomy

/// What a model's images and classes are called, and the question that its page asks.
package struct NounOptions: ParsableArguments {
  @Option(help: "The question that the page asks, such as \"Which cheese is this?\"; by default made of the nouns.")
  package var title: String?

  @Option(help: "What each image shows, singular and plural, such as cheese,cheeses; by default image,images.")
  package var noun: String?

  @Option(
    name: .customLong("class-noun"), help: "What a class is called, singular and plural; by default class,classes.")
  package var classNoun: String?

  package init() {}

  package func validate() throws {
    for (text, option) in [(noun, "--noun"), (classNoun, "--class-noun")] {
      if let text, Self.noun(text) == nil {
        throw ValidationError("\(option) must be a singular and a plural with a comma between, such as cheese,cheeses.")
      }
    }
  }

  /// Whether any is given.
  var areGiven: Bool { title != nil || noun != nil || classNoun != nil }

  /// The same options as flags of another process.
  var flags: [String] {
    [("title", title), ("noun", noun), ("class-noun", classNoun)].compactMap { name, text in
      text.map { "--\(name)=\($0)" }
    }
  }

  func apply(to words: inout ModelWords) {
    if let title { words.title = title }
    if let noun { words.noun = Self.noun(noun) }
    if let classNoun { words.classNoun = Self.noun(classNoun) }
  }

  private static func noun(_ text: String) -> Noun? {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
      .map { $0.trimmingCharacters(in: .whitespaces) }
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }) else { return nil }
    return Noun(singular: parts[0], plural: parts[1])
  }
}
