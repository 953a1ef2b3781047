/// What is made of the nouns, the same on pages and on the command line.
extension ModelWords {
  /// The question that the page asks.
  public var question: String {
    if let title { return title }
    return switch (noun, classNoun) {
    case (let noun?, let classNoun?): "Which \(classNoun.singular) is this \(noun.singular)?"
    case (let noun?, nil): "Which \(noun.singular) is this?"
    case (nil, let classNoun?): "Which \(classNoun.singular) is this?"
    case (nil, nil): "What does this photo show?"
    }
  }

  /// What a class is called.
  public var classTerm: Noun { classNoun ?? Noun(singular: "class", plural: "classes") }

  /// What an image that shows nothing the model knows may show instead.
  public var elsewhere: String {
    let another = "another \(classTerm.singular)"
    let nothing = noun.map { "no \($0.singular)" } ?? "something else"
    guard let mixed else { return "\(another) or \(nothing)" }
    return "\(IndefiniteArticle.with(mixed)), \(another), or \(nothing)"
  }

  /// What an answer can't name.
  public var beyond: String {
    let another = "another \(classTerm.singular)"
    return mixed.map { "\(IndefiniteArticle.with($0)) or \(another)" } ?? another
  }

  /// What a person answers where an image shows nothing the model knows.
  public var nothing: String { noun.map { "Not \(IndefiniteArticle.with($0.singular))" } ?? "None of these" }

  /// What a person answers where an image shows a class that the model doesn't know.
  public var another: String { mixed.map { "Another or \($0)" } ?? "Another \(classTerm.singular)" }

  /// A class as a sentence names it: "a pug", or its label alone.
  public func phrase(_ label: String) -> String { usesArticle ? IndefiniteArticle.with(label) : label }

  /// Each class's group as a list, in the order of the classes; nil where no class has one.
  public func groups(of names: [ClassName]) -> [[String]]? {
    let found = names.map { name in [classes[name.id]?.group].compactMap { $0 } }
    return found.allSatisfy(\.isEmpty) ? nil : found
  }

  /// The classes as people call them.
  public func named(_ names: [ClassName]) -> [ClassName] {
    classes.isEmpty
      ? names : names.map { ClassName(id: $0.id, label: classes[$0.id]?.name ?? $0.label) }
  }
}
