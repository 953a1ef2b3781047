/// Limits on a request's JSON, checked in one pass over its bytes before it is parsed.
enum JSONBounds {
  /// Values, keys included; 32 images need some hundreds.
  static let values = 10_000
  static let depth = 32

  /// Throws `Problem` 400 if the JSON exceeds what a request can contain.
  static func check(_ bytes: [UInt8]) throws(Problem) {
    let (values, depth) = bytes.withUnsafeBufferPointer(measure)
    guard values <= Self.values else {
      throw .malformed("The JSON holds over \(Self.values) values; send at most \(ImageReader.imageLimit) images.")
    }
    guard depth <= Self.depth else {
      throw .malformed("The JSON is nested over \(Self.depth) levels deep; send it flat.")
    }
  }

  /// Counts separators and brackets outside of strings; stops once one bound is passed.
  private static func measure(_ bytes: UnsafeBufferPointer<UInt8>) -> (values: Int, depth: Int) {
    var (values, depth, most, position) = (0, 0, 0, 0)
    while position < bytes.count, values <= Self.values, most <= Self.depth {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        position += 1
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
          position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        depth += 1
        values += 1
        most = max(most, depth)
      case UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: ","), UInt8(ascii: ":"): values += 1
      default: break
      }
      position += 1
    }
    return (values, most)
  }
}
