import Imaging
import Support

/// What reading an image once has shown.
package struct ImageFacts: Hashable, Sendable {
  /// SHA-256 of the file's bytes: files with one digest are identical, byte by byte.
  package let digest: SHA256Digest
  package let hash: PerceptualHash
  /// The format, detected from the bytes.
  package let kind: ImageFormat
  /// How the file's pixels are turned to be upright.
  package let orientation: Orientation
  /// Pixels of the upright image.
  package let width: Int32
  /// Rows of the upright image.
  package let height: Int32
  /// Frames or pages in the file.
  package let frames: Int32
  /// Whether all pixels have about one colour.
  package let isPlain: Bool
}

/// Why a file can't be used as an image.
package struct ImageFault: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case unreadable, truncated, notAnImage, overBudget
  }

  /// What kind of fault it is.
  package let kind: Kind
  /// One sentence for people.
  package let reason: String
}

/// The result for one file.
package enum Examination: Hashable, Sendable {
  case sound(ImageFacts)
  case faulty(ImageFault)

  /// What a sound image has shown; nil for a faulty one.
  package var facts: ImageFacts? {
    if case .sound(let facts) = self { return facts }
    return nil
  }

  /// What is wrong with a faulty image; nil for a sound one.
  package var fault: ImageFault? {
    if case .faulty(let fault) = self { return fault }
    return nil
  }
}
