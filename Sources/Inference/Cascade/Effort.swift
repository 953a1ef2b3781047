/// How much of a model with a cascade is asked of an image.
package enum Effort: String, Codable, Hashable, Sendable, CaseIterable {
  /// As many stages as the image needs.
  case auto
  /// The first stage alone, however unsure it is.
  case least
  /// All nets and looks.
  case full
}
