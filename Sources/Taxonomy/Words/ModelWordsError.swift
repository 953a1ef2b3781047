/// Why words don't fit a model.
public enum ModelWordsError: Error, Hashable, Sendable {
  case unknownClass(id: String)
  case sameName(String)
  case empty(what: String)
  case tooLong(what: String, limit: Int)
  case control(what: String)
  case tooMany(what: String, limit: Int)
  case noLanguage(String)
}

extension ModelWordsError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknownClass(let id):
      "the words name the class \(id.prefix(60)), which the model doesn't have; use the ids of its classes"
    case .sameName(let name): "two classes are called \(name.prefix(60)); give each a name of its own"
    case .empty(let what): "\(what) is empty; write it or leave it out"
    case .tooLong(let what, let limit): "\(what) is longer than \(limit) characters; shorten it"
    case .control(let what): "\(what) holds a control character; take it out"
    case .noLanguage(let code):
      "\(code.prefix(60)) is not a language's code; write two or three small letters, such as de"
    case .tooMany(let what, let limit): "there are more than \(limit) \(what); leave some out"
    }
  }
}

extension ModelWords {
  /// Checks the words against the model's classes, so that pages and terminals can rely on them.
  public func check(for names: [ClassName]) throws(ModelWordsError) {
    try Self.check(title, "the title", 200)
    try Self.check(site, "the site's name", 60)
    try Self.check(mixed, "the word for what is mixed", 60)
    for (noun, what) in [(noun, "the noun"), (classNoun, "the classes' noun")] {
      try Self.check(noun?.singular, what, 60)
      try Self.check(noun?.plural, what, 60)
    }
    let known = Set(names.map(\.id))
    for (id, words) in classes.sorted(by: { $0.key < $1.key }) {
      guard known.contains(id) else { throw .unknownClass(id: id) }
      try words.check(id)
    }
    guard others.count <= 1000 else { throw .tooMany(what: "other names", limit: 1000) }
    for other in others {
      for name in [other.name] + (other.aliases ?? []) { try Self.check(name, "another name", 100) }
      for id in other.closest where !known.contains(id) { throw .unknownClass(id: id) }
    }
    // Labels that are one already are the data set's own; a name may not make two classes one.
    var seen = Set(names.filter { classes[$0.id]?.name == nil }.map { ClassIdentity($0.label) })
    for name in named(names) where classes[name.id]?.name != nil {
      guard seen.insert(ClassIdentity(name.label)).inserted else { throw .sameName(name.label) }
    }
    for code in Set(classes.values.flatMap(\.names.keys)).sorted() {
      guard code.wholeMatch(of: /[a-z]{2,3}/) != nil else { throw .noLanguage(code) }
      var seen = Set(named(names).filter { classes[$0.id]?.names[code] == nil }.map { ClassIdentity($0.label) })
      for label in names.compactMap({ classes[$0.id]?.names[code] }) {
        guard seen.insert(ClassIdentity(label)).inserted else { throw .sameName(label) }
      }
    }
  }

  fileprivate static func check(_ text: String?, _ what: String, _ limit: Int) throws(ModelWordsError) {
    guard let text else { return }
    guard text.contains(where: { !$0.isWhitespace }) else { throw .empty(what: what) }
    guard text.unicodeScalars.count <= limit else { throw .tooLong(what: what, limit: limit) }
    guard text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
      throw .control(what: what)
    }
  }
}

extension ClassWords {
  fileprivate func check(_ id: String) throws(ModelWordsError) {
    let of = "of \(id.prefix(60))"
    try ModelWords.check(name, "the name \(of)", 100)
    try ModelWords.check(group, "the group \(of)", 100)
    try ModelWords.check(about, "the sentence \(of)", 500)
    guard names.count <= 32 else { throw .tooMany(what: "names \(of)", limit: 32) }
    guard aliases.count <= 32 else { throw .tooMany(what: "aliases \(of)", limit: 32) }
    guard facts.count <= 32 else { throw .tooMany(what: "facts \(of)", limit: 32) }
    for name in names.values { try ModelWords.check(name, "a name \(of)", 100) }
    for alias in aliases { try ModelWords.check(alias, "an alias \(of)", 100) }
    for fact in facts {
      try ModelWords.check(fact.name, "a fact's name \(of)", 60)
      try ModelWords.check(fact.value, "a fact \(of)", 500)
    }
  }
}
