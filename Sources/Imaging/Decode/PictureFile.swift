import Support

/// Reads an encoded picture from a file, or from its place within one, never more of it than the limits allow.
package enum PictureFile {
  /// Reads a whole file.
  ///
  /// Throws `ImagingError.tooManyBytes` from the file's size, before reading, and `PictureFileError`.
  package static func read(_ path: String, limits: Limits) throws -> [UInt8] {
    try wrapping {
      let file = try RegularFile(reading: path)
      guard file.size <= limits.bytes else { throw ImagingError.tooManyBytes(file.size, limit: limits.bytes) }
      return try file.read(at: 0, count: file.size)
    }
  }

  /// Reads `count` bytes of a file from `offset` on.
  ///
  /// Throws `ImagingError.tooManyBytes` before reading, and `PictureFileError`, also where the file ends before.
  package static func read(_ path: String, offset: Int, count: Int, limits: Limits) throws -> [UInt8] {
    guard count <= limits.bytes else { throw ImagingError.tooManyBytes(count, limit: limits.bytes) }
    return try wrapping {
      let file = try RegularFile(reading: path)
      guard offset >= 0, count >= 0, count <= file.size, offset <= file.size - count else {
        throw PictureFileError(path: path, reason: "it is cut short: it has \(file.size) bytes")
      }
      let bytes = try file.read(at: offset, count: count)
      guard bytes.count == count else {
        throw PictureFileError(path: path, reason: "it was cut short while it was read")
      }
      return bytes
    }
  }

  private static func wrapping(_ body: () throws -> [UInt8]) throws -> [UInt8] {
    do {
      return try body()
    } catch let error as FileError {
      throw PictureFileError(path: error.path, reason: error.reason)
    }
  }
}

/// A picture's file that can't be read.
package struct PictureFileError: Error, Hashable, CustomStringConvertible {
  package let path: String
  package let reason: String

  package init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  package var description: String { "\(path) can't be read (\(reason))." }
}
