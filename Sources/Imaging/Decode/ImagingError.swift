/// Why bytes could not be decoded, or an image not rendered.
package enum ImagingError: Error, Hashable, Sendable {
  /// There are no bytes.
  case empty
  /// The bytes aren't in a supported format; `found` names what they are, with an article.
  case unsupported(found: String)
  case tooManyBytes(Int, limit: Int)
  case tooLarge(width: Int, height: Int, limit: Limits)
  /// The kind is right, but the file is damaged, truncated or of a variant that can't be decoded.
  case undecodable(ImageFormat, reason: String)
  /// The machine has too little memory for the image, which may be intact; 0 bytes where nobody knows how many it takes.
  case outOfMemory(bytes: Int)
  /// The process that would decode the image can't be started.
  case noDecoder(reason: String)
  /// An image can't be rendered at this size or encoded this way.
  case unrenderable(reason: String)
}

extension ImagingError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .empty:
      return "The file is empty; send an image."
    case .unsupported(let found):
      return "This is \(found), not an image that can be read; send a \(ImageFormat.list)."
    case .tooManyBytes(let count, let limit):
      return "The file has \(count) bytes and at most \(limit) are allowed; send a smaller image."
    case .tooLarge(let width, let height, let limit):
      return
        "The image is \(width)×\(height) pixels and at most \(limit.side) per side and \(limit.pixels) in total are "
        + "allowed; scale it down first."
    case .undecodable(let kind, let reason):
      return "The \(kind.name) file can't be decoded (\(reason)); save the image again and send that."
    case .outOfMemory(let bytes):
      return "There is not enough memory to decode the image\(bytes > 0 ? " (about \(max(1, bytes >> 20)) MB)" : ""); "
        + "nothing is wrong with the file: free memory or raise the limit, and try again."
    case .noDecoder(let reason):
      return "The process that decodes images can't be started (\(reason)); nothing is wrong with the file: try again."
    case .unrenderable(let reason):
      return "The image can't be rendered (\(reason)); use another size."
    }
  }
}
