import Crypto
import Imaging

/// What reading a picture once has shown.
package struct PictureFacts: Hashable, Sendable {
  /// SHA-256 of the file's bytes: files of one digest are the same, byte by byte.
  package let digest: SHA256Digest
  package let hash: PerceptualHash
  package let kind: PictureKind
  package let orientation: Orientation
  /// Pixels of the upright picture.
  package let width: Int32
  package let height: Int32
  /// Frames or pages in the file.
  package let frames: Int32
  /// Whether all pixels have about one colour.
  package let isPlain: Bool
}

/// Why a file can't be used as a picture.
package struct PictureFault: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case unreadable, truncated, notAPicture, overBudget
  }

  package let kind: Kind
  /// One sentence for people.
  package let reason: String
}

/// What became of one file.
package enum Examination: Hashable, Sendable {
  case sound(PictureFacts)
  case faulty(PictureFault)

  package var facts: PictureFacts? {
    if case .sound(let facts) = self { return facts }
    return nil
  }

  package var fault: PictureFault? {
    if case .faulty(let fault) = self { return fault }
    return nil
  }
}
