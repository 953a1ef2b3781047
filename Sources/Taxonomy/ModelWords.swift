/// The words in which a model speaks of what it knows; a model without any speaks of classes.
public struct ModelWords: Codable, Hashable, Sendable {
  /// The question that the page asks; nil for one made of the nouns.
  public var title: String?
  /// What stands at the head of the pages; nil for the model's name.
  public var site: String?
  /// What every image shows ("dog", "dogs"); nil where no one word fits.
  public var noun: Noun?
  /// What a class is called ("breed", "breeds"); nil for "class".
  public var classNoun: Noun?
  /// What is of several classes at once ("mixed breed"); nil where nothing is.
  public var mixed: String?
  /// Whether a class is spoken of with an article: "a pug".
  public var usesArticle: Bool
  /// What is known of classes, by their ids.
  public var classes: [String: ClassWords]
  /// Names that people look for and that no class has.
  public var others: [OtherName]

  public init(
    title: String? = nil, site: String? = nil, noun: Noun? = nil, classNoun: Noun? = nil, mixed: String? = nil,
    usesArticle: Bool = false, classes: [String: ClassWords] = [:], others: [OtherName] = []
  ) {
    self.title = title
    self.site = site
    self.noun = noun
    self.classNoun = classNoun
    self.mixed = mixed
    self.usesArticle = usesArticle
    self.classes = classes
    self.others = others
  }

  /// Those of a model that has none of its own.
  public static let neutral = ModelWords()

  /// The same without what is said of single classes.
  public var brief: ModelWords {
    var brief = self
    brief.classes = [:]
    brief.others = []
    return brief
  }

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case title, site, noun, classNoun, mixed, usesArticle, classes, others
  }

  /// Reads words of which any may be missing. Throws `DecodingError`, also for a key that has no meaning.
  public init(from decoder: any Decoder) throws {
    try decoder.refuseUnknownKeys(besides: CodingKeys.allCases.map(\.rawValue))
    let values = try decoder.container(keyedBy: CodingKeys.self)
    title = try values.decodeIfPresent(String.self, forKey: .title)
    site = try values.decodeIfPresent(String.self, forKey: .site)
    noun = try values.decodeIfPresent(Noun.self, forKey: .noun)
    classNoun = try values.decodeIfPresent(Noun.self, forKey: .classNoun)
    mixed = try values.decodeIfPresent(String.self, forKey: .mixed)
    usesArticle = try values.decodeIfPresent(Bool.self, forKey: .usesArticle) ?? false
    classes = try values.decodeIfPresent([String: ClassWords].self, forKey: .classes) ?? [:]
    others = try values.decodeIfPresent([OtherName].self, forKey: .others) ?? []
  }

  /// Writes what is there, so that words that say nothing leave no trace.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encodeIfPresent(title, forKey: .title)
    try values.encodeIfPresent(site, forKey: .site)
    try values.encodeIfPresent(noun, forKey: .noun)
    try values.encodeIfPresent(classNoun, forKey: .classNoun)
    try values.encodeIfPresent(mixed, forKey: .mixed)
    if usesArticle { try values.encode(usesArticle, forKey: .usesArticle) }
    if !classes.isEmpty { try values.encode(classes, forKey: .classes) }
    if !others.isEmpty { try values.encode(others, forKey: .others) }
  }
}

/// A noun's two numbers.
public struct Noun: Codable, Hashable, Sendable {
  /// What one is called.
  public var singular: String
  /// What several are called.
  public var plural: String

  public init(singular: String, plural: String) {
    self.singular = singular
    self.plural = plural
  }
}

/// A name that no class has, with the classes that come closest to it.
public struct OtherName: Codable, Hashable, Sendable {
  /// The group's name.
  public var name: String
  /// Ids of classes.
  public var closest: [String]
  /// What else people call it.
  public var aliases: [String]?

  public init(name: String, closest: [String], aliases: [String]? = nil) {
    self.name = name
    self.closest = closest
    self.aliases = aliases
  }
}

/// What is known of one class besides its id.
public struct ClassWords: Codable, Hashable, Sendable {
  /// What people call it; nil for its label.
  public var name: String?
  /// What else people call it.
  public var aliases: [String]
  /// The group that it belongs to.
  public var group: String?
  /// One sentence.
  public var about: String?
  /// What is known of the class.
  public var facts: [Fact]

  /// One line of a table.
  public struct Fact: Codable, Hashable, Sendable {
    /// What the fact is about.
    public var name: String
    /// What is known of it.
    public var value: String

    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  public init(
    name: String? = nil, aliases: [String] = [], group: String? = nil, about: String? = nil, facts: [Fact] = []
  ) {
    self.name = name
    self.aliases = aliases
    self.group = group
    self.about = about
    self.facts = facts
  }

  private enum CodingKeys: String, CodingKey, CaseIterable { case name, aliases, group, about, facts }

  /// Reads what is there. Throws `DecodingError`, also for a key that has no meaning.
  public init(from decoder: any Decoder) throws {
    try decoder.refuseUnknownKeys(besides: CodingKeys.allCases.map(\.rawValue))
    let values = try decoder.container(keyedBy: CodingKeys.self)
    name = try values.decodeIfPresent(String.self, forKey: .name)
    aliases = try values.decodeIfPresent([String].self, forKey: .aliases) ?? []
    group = try values.decodeIfPresent(String.self, forKey: .group)
    about = try values.decodeIfPresent(String.self, forKey: .about)
    facts = try values.decodeIfPresent([Fact].self, forKey: .facts) ?? []
  }

  /// Writes what is there.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encodeIfPresent(name, forKey: .name)
    if !aliases.isEmpty { try values.encode(aliases, forKey: .aliases) }
    try values.encodeIfPresent(group, forKey: .group)
    try values.encodeIfPresent(about, forKey: .about)
    if !facts.isEmpty { try values.encode(facts, forKey: .facts) }
  }
}

private struct AnyKey: CodingKey {
  let stringValue: String
  let intValue: Int? = nil
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

extension Decoder {
  /// Throws `DecodingError` for a key that isn't one of these: a misspelt one would be without effect.
  fileprivate func refuseUnknownKeys(besides known: [String]) throws {
    for key in try container(keyedBy: AnyKey.self).allKeys where !known.contains(key.stringValue) {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: codingPath + [key],
          debugDescription: "\(key.stringValue.prefix(60)) is not a key of words; use \(known.joined(separator: ", "))")
      )
    }
  }
}
