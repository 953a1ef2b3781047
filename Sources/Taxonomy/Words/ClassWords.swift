/// What is known of one class besides its id.
public struct ClassWords: Codable, Hashable, Sendable {
  /// What people call it; nil for its label.
  public var name: String?
  /// What people call it in other languages, by the language's code ("de").
  public var names: [String: String]
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
    name: String? = nil, names: [String: String] = [:], aliases: [String] = [], group: String? = nil,
    about: String? = nil, facts: [Fact] = []
  ) {
    self.name = name
    self.names = names
    self.aliases = aliases
    self.group = group
    self.about = about
    self.facts = facts
  }

  /// Every other name of the class, in whatever language: what a search finds it by.
  public var searchTerms: [String] { aliases + names.sorted { $0.key < $1.key }.map(\.value) }

  private enum CodingKeys: String, CodingKey, CaseIterable { case name, names, aliases, group, about, facts }

  /// Reads what is there. Throws `DecodingError`, also for a key that has no meaning.
  public init(from decoder: any Decoder) throws {
    try decoder.refuseUnknownKeys(besides: CodingKeys.allCases.map(\.rawValue))
    let values = try decoder.container(keyedBy: CodingKeys.self)
    name = try values.decodeIfPresent(String.self, forKey: .name)
    names = try values.decodeIfPresent([String: String].self, forKey: .names) ?? [:]
    aliases = try values.decodeIfPresent([String].self, forKey: .aliases) ?? []
    group = try values.decodeIfPresent(String.self, forKey: .group)
    about = try values.decodeIfPresent(String.self, forKey: .about)
    facts = try values.decodeIfPresent([Fact].self, forKey: .facts) ?? []
  }

  /// Writes what is there.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encodeIfPresent(name, forKey: .name)
    if !names.isEmpty { try values.encode(names, forKey: .names) }
    if !aliases.isEmpty { try values.encode(aliases, forKey: .aliases) }
    try values.encodeIfPresent(group, forKey: .group)
    try values.encodeIfPresent(about, forKey: .about)
    if !facts.isEmpty { try values.encode(facts, forKey: .facts) }
  }
}
