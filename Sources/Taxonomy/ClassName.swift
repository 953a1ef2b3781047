/// One class of a data set: `id` is stable and machine-made (the folder's name), `label` is what people read.
public struct ClassName: Codable, Hashable, Sendable {
  /// The stable id, which files and answers name the class by.
  public let id: String
  /// The text that people read.
  public let label: String

  public init(id: String, label: String) {
    self.id = id
    self.label = label
  }
}
