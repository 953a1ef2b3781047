/// The words that a model uses for what it knows; a model without any has "class".
public struct ModelWords: Codable, Hashable, Sendable {
  /// The question that the page asks; nil for one made of the nouns.
  public var title: String?
  /// What stands at the head of the pages; nil for the model's name.
  public var site: String?
  /// What every image shows ("dog", "dogs"); nil if no single word fits.
  public var noun: Noun?
  /// What a class is called ("breed", "breeds"); nil for "class".
  public var classNoun: Noun?
  /// The word for what belongs to several classes at once ("mixed breed"); nil where nothing is.
  public var mixed: String?
  /// Whether a class takes an article in a sentence: "a pug".
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

  /// The same without the words for individual classes.
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
