import Crypto
import Imaging

/// What reading an image once has shown.
package struct ImageFacts: Hashable, Sendable {
  /// SHA-256 of the file's bytes: files with one digest are identical, byte by byte.
  package let digest: SHA256Digest
  package let hash: PerceptualHash
  package let kind: ImageFormat
  package let orientation: Orientation
  /// Pixels of the upright image.
  package let width: Int32
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

  package let kind: Kind
  /// One sentence for people.
  package let reason: String
}

/// The result for one file.
package enum Examination: Hashable, Sendable {
  case sound(ImageFacts)
  case faulty(ImageFault)

  package var facts: ImageFacts? {
    if case .sound(let facts) = self { return facts }
    return nil
  }

  package var fault: ImageFault? {
    if case .faulty(let fault) = self { return fault }
    return nil
  }
}
