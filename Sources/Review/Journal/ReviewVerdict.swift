/// What a person says of one image.
package enum ReviewVerdict: Codable, Hashable, Sendable {
  /// It shows the class of this id, whatever it was labelled; a class that nobody has yet is made by the first such image.
  case label(id: String)
  /// It doesn't belong into the data set.
  case deleted
  /// The person can't tell; nothing changes, and nobody is asked again.
  case unsure
  /// Not now; nothing changes, and it is asked for again at the end.
  case skipped

  /// Whether the question about the image is answered.
  package var isFinal: Bool { self != .skipped }
}

/// An image as a decision refers to it.
package struct ReviewedImage: Codable, Hashable, Sendable {
  /// The path below the data folder, or the absolute path of an image outside it.
  package let name: String
  /// SHA-256 of the bytes that the person saw, in hexadecimal digits.
  package let sha256: String
  /// The id of the class that it was labelled as; nil for an image without a label.
  package let was: String?

  package init(name: String, sha256: String, was: String?) {
    (self.name, self.sha256, self.was) = (name, sha256, was)
  }
}

/// A file that `apply` has moved, by names as `ReviewedImage` has them.
package struct AppliedMove: Codable, Hashable, Sendable {
  /// The name before.
  package let from: String
  /// The name after; nil for one that went to the bin.
  package let to: String?

  package init(from: String, to: String?) { (self.from, self.to) = (from, to) }
}
