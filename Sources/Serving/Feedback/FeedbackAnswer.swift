import Taxonomy

/// What a person says that a photo shows.
package enum FeedbackAnswer: Hashable, Sendable {
  case known(ClassName)
  /// Nothing of what the model is about.
  case nothing
  /// A class that the model doesn't know, or several at once.
  case another
  /// A class that the model doesn't know, by the name that was typed.
  case named(TypedName)
  /// The person can't tell.
  case unknown

  /// What a button sends. A class's id gets a letter in front, so that it can't be mistaken for another answer.
  package var value: String {
    switch self {
    case .known(let name): Self.value(of: name.id)
    case .nothing: "nothing"
    case .another, .named: "another"
    case .unknown: "unknown"
    }
  }

  /// What a class's button sends.
  static func value(of id: String) -> String { "=\(id)" }

  /// The folder for such photos: hidden where it names no class, so that training doesn't mistake it for one.
  var folder: String {
    switch self {
    case .known(let name): name.id.hasPrefix(".") ? "_\(name.id)" : name.id
    case .nothing, .another, .named, .unknown: ".\(value)"
    }
  }

  /// What a page says of it.
  func label(_ words: ModelWords) -> String {
    switch self {
    case .known(let name): name.label
    case .nothing: words.nothing.lowercasedFirst
    case .another: words.another.lowercasedFirst
    case .named(let name): name.text
    case .unknown: "not known"
    }
  }

  /// Reads what a button sent; nil where this model has no such answer.
  static func read(_ value: String, _ card: ModelCard) -> FeedbackAnswer? {
    if let simple = [FeedbackAnswer.nothing, .another, .unknown].first(where: { $0.value == value }) { return simple }
    return card.classes.first { Self.value(of: $0.id) == value }.map { .known($0) }
  }

  /// Reads a name that was typed: a class's label, id or alias, whatever its case and accents; nil where several are called so, or
  /// none.
  ///
  /// - Parameter isNew: Whether the person says that the model knows no such class: then the name itself is the answer.
  static func read(typed name: String, isNew: Bool = false, _ card: ModelCard) -> FeedbackAnswer? {
    let sought = ClassIdentity(ClassSearch.folded(name))
    let found = card.classes.filter { one in
      ([one.label, one.id] + (card.words.classes[one.id]?.searchTerms ?? []))
        .contains { ClassIdentity(ClassSearch.folded($0)) == sought }
    }
    if found.isEmpty { return isNew ? TypedName(name).map(FeedbackAnswer.named) : nil }
    let exact = found.filter { ClassIdentity(ClassSearch.folded($0.label)) == sought }
    guard let only = exact.count == 1 ? exact.first : found.count == 1 ? found.first : nil else { return nil }
    return .known(only)
  }
}

extension String {
  fileprivate var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
