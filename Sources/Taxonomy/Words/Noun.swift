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
