import Foundation

/// Reads an encoded picture from a file, or from its place within one, never more of it than the limits allow.
package enum PictureFile {
  /// Reads a whole file.
  ///
  /// Throws `ImagingError.tooManyBytes` from the file's size, before reading, and `PictureFileError`.
  package static func read(_ path: String, limits: Limits) throws -> [UInt8] {
    let (descriptor, size) = try opened(path)
    defer { close(descriptor) }
    guard size <= limits.bytes else { throw ImagingError.tooManyBytes(size, limit: limits.bytes) }
    return try bytes(descriptor, path: path, offset: 0, count: size)
  }

  /// Reads `count` bytes of a file from `offset` on.
  ///
  /// Throws `ImagingError.tooManyBytes` before reading, and `PictureFileError`, also where the file ends before.
  package static func read(_ path: String, offset: Int, count: Int, limits: Limits) throws -> [UInt8] {
    guard count <= limits.bytes else { throw ImagingError.tooManyBytes(count, limit: limits.bytes) }
    let (descriptor, size) = try opened(path)
    defer { close(descriptor) }
    guard offset >= 0, count >= 0, count <= size, offset <= size - count else {
      throw PictureFileError(path: path, reason: "it is cut short: it has \(size) bytes")
    }
    let bytes = try bytes(descriptor, path: path, offset: offset, count: count)
    guard bytes.count == count else { throw PictureFileError(path: path, reason: "it was cut short while it was read") }
    return bytes
  }

  private static func opened(_ path: String) throws(PictureFileError) -> (descriptor: Int32, size: Int) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw PictureFileError(path: path, reason: String(cString: strerror(errno))) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let reason = String(cString: strerror(errno))
      close(descriptor)
      throw PictureFileError(path: path, reason: reason)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw PictureFileError(path: path, reason: "it is not a file")
    }
    return (descriptor, Int(status.st_size))
  }

  /// What can be read of `count` bytes from `offset` on: fewer where the file ends before.
  private static func bytes(
    _ descriptor: Int32, path: String, offset: Int, count wanted: Int
  ) throws(PictureFileError) -> [UInt8] {
    var failure: String?
    let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
      guard let base = buffer.baseAddress else { return }
      while count < wanted {
        let got = pread(descriptor, base + count, wanted - count, off_t(offset + count))
        if got < 0, errno == EINTR { continue }
        if got < 0 { failure = String(cString: strerror(errno)) }
        guard got > 0 else { break }
        count += got
      }
    }
    if let failure { throw PictureFileError(path: path, reason: failure) }
    return bytes
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
