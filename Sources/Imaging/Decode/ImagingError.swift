/// Why bytes did not become a picture, or a picture not planes.
package enum ImagingError: Error, Hashable, Sendable {
  /// There are no bytes.
  case empty
  /// The bytes are of no kind that is read here; `found` names what they are, with its article.
  case unsupported(found: String)
  case tooManyBytes(Int, limit: Int)
  case tooLarge(width: Int, height: Int, limit: Limits)
  /// The kind is right, but the file is damaged, cut short or of a variant that can't be decoded.
  case undecodable(PictureKind, reason: String)
  /// A picture can't be drawn at this size or encoded so.
  case unrenderable(reason: String)
}

extension ImagingError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .empty:
      return "The file is empty; send a picture."
    case .unsupported(let found):
      return "This is \(found), not a picture that can be read; send a \(PictureKind.list)."
    case .tooManyBytes(let count, let limit):
      return "The file has \(count) bytes and at most \(limit) are allowed; send a smaller picture."
    case .tooLarge(let width, let height, let limit):
      return "The picture is \(width)×\(height) pixels and at most \(limit.side) a side and \(limit.pixels) in all are "
        + "allowed; scale it down first."
    case .undecodable(let kind, let reason):
      return "The \(kind.name) file can't be decoded (\(reason)); save the picture again and send that."
    case .unrenderable(let reason):
      return "The picture can't be drawn as asked (\(reason)); ask for another size."
    }
  }
}
