/// How far an image went through a model's cascade.
public struct StageReached: Codable, Hashable, Sendable {
  /// The stage that answered, from 1.
  public let number: Int
  /// How many stages there are; the last asks all nets and looks.
  public let of: Int

  public init(number: Int, of: Int) { (self.number, self.of) = (number, of) }
}
