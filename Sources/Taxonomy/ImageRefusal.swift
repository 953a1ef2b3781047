/// Why an image can't be classified: the sender's fault, never the server's.
public enum ImageRefusal: Error, Hashable, Sendable {
  /// The bytes aren't an image in a supported format; `found` says what they look like ("a PDF file", "text").
  case unsupported(found: String)
  /// An image in a supported format that is damaged or empty.
  case undecodable(reason: String)
  /// Its header claims more than the limits allow.
  case tooLarge(reason: String)
}

extension ImageRefusal: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unsupported(let found):
      "This is \(found), not an image that can be read; send JPEG, PNG, WebP, GIF, TIFF, HEIC or AVIF."
    case .undecodable(let reason): "The image can't be decoded: \(reason)."
    case .tooLarge(let reason): "The image is too large: \(reason)."
    }
  }
}
