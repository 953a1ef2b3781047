/// Why a picture can't be answered for: the sender's fault, never the server's.
public enum PictureRefusal: Error, Hashable, Sendable {
  /// The bytes are no picture of a kind that is read; `found` says what they look like ("a PDF file", "text").
  case unsupported(found: String)
  /// A picture of a readable kind that is damaged or empty.
  case undecodable(reason: String)
  /// Its header announces more than the limits allow.
  case tooLarge(reason: String)
}

extension PictureRefusal: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unsupported(let found):
      "This is \(found), not a picture that can be read; send JPEG, PNG, WebP, GIF, TIFF, HEIC or AVIF."
    case .undecodable(let reason): "The picture can't be decoded: \(reason)."
    case .tooLarge(let reason): "The picture is too large: \(reason)."
    }
  }
}
