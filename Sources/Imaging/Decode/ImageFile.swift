import Support

/// Reads an encoded image from a file, or from its place within one, never more than the limits allow.
package enum ImageFile {
  /// Reads a whole file.
  ///
  /// Throws `ImagingError.tooManyBytes` from the file's size, before reading, and `ImageFileError`.
  package static func read(_ path: String, limits: Limits) throws -> [UInt8] {
    try wrapping {
      let file = try RegularFile(reading: path)
      guard file.size <= limits.bytes else { throw ImagingError.tooManyBytes(file.size, limit: limits.bytes) }
      return try file.read(at: 0, count: file.size)
    }
  }

  /// Reads `count` bytes of a file from `offset` on.
  ///
  /// Throws `ImagingError.tooManyBytes` before reading, and `ImageFileError`, also where the file ends before.
  package static func read(_ path: String, offset: Int, count: Int, limits: Limits) throws -> [UInt8] {
    guard count <= limits.bytes else { throw ImagingError.tooManyBytes(count, limit: limits.bytes) }
    return try wrapping {
      let file = try RegularFile(reading: path)
      guard offset >= 0, count >= 0, count <= file.size, offset <= file.size - count else {
        throw ImageFileError(path: path, reason: "it is truncated: it has \(file.size) bytes")
      }
      let bytes = try file.read(at: offset, count: count)
      guard bytes.count == count else {
        throw ImageFileError(path: path, reason: "it was truncated while it was read")
      }
      return bytes
    }
  }

  private static func wrapping(_ body: () throws -> [UInt8]) throws -> [UInt8] {
    do {
      return try body()
    } catch let error as FileError {
      throw ImageFileError(path: error.path, reason: error.reason)
    }
  }
}

/// An image file that can't be read.
package struct ImageFileError: Error, Hashable, CustomStringConvertible {
  /// The file's path.
  package let path: String
  /// Why it can't be read, as a clause.
  package let reason: String

  package init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  package var description: String { "\(path) can't be read (\(reason))." }
}
