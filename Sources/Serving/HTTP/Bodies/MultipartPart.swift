import Support

/// One part of a `multipart/form-data` body (RFC 7578).
package struct MultipartPart: Hashable, Sendable {
  /// The field's name.
  package let name: String
  /// The client's name for a file; nil where it gave none.
  package let fileName: String?
  /// The media type in lower case, without its parameters; nil where none was given.
  package let type: String?
  /// The part's bytes.
  package let body: ArraySlice<UInt8>

  /// Whether the part is a file and not a plain field: it has a file's name, or says that it is an image.
  package var isFile: Bool { fileName != nil || type?.hasPrefix("image/") == true }
}

/// Why a multipart body can't be read.
package enum MultipartError: Error, Hashable, Sendable {
  case noBoundary
  case noPart
  case unfinished
  case bareLineFeeds
  case badHeader
  case badEncoding(String)
  case tooManyParts(limit: Int)
  case headerTooLong(limit: Int)
}

extension MultipartError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .noBoundary: "The Content-Type names no boundary of 1 to 70 characters; send multipart/form-data; boundary=…."
    case .noPart: "The body holds no part that begins with the boundary; send at least one file."
    case .unfinished: "The body ends before its closing boundary; send it again, whole."
    case .bareLineFeeds: "The body's lines end with a line feed only; end them with a carriage return and a line feed."
    case .badHeader: "A part has no Content-Disposition with a name; send form-data parts."
    case .badEncoding(let coding):
      "A part's Content-Transfer-Encoding is \(coding.clipped); send its bytes as they are, or whole base64."
    case .tooManyParts(let limit): "The body holds over \(limit) parts; send fewer files at a time."
    case .headerTooLong(let limit): "A part's headers are over \(limit) bytes; send shorter ones."
    }
  }
}
