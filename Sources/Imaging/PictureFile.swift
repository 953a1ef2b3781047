import Foundation

/// Reads an encoded picture from a file, never more of it than the limits allow.
package enum PictureFile {
  /// Throws `ImagingError.tooManyBytes` from the file's size, before reading, and `PictureFileError`.
  package static func read(_ path: String, limits: Limits) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw PictureFileError(path: path, reason: String(cString: strerror(errno))) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw PictureFileError(path: path, reason: String(cString: strerror(errno)))
    }
    guard status.st_mode & S_IFMT == S_IFREG else { throw PictureFileError(path: path, reason: "it is not a file") }
    let size = Int(status.st_size)
    guard size <= limits.bytes else { throw ImagingError.tooManyBytes(size, limit: limits.bytes) }
    var failure: String?
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while count < size {
        let got = Foundation.read(descriptor, buffer.baseAddress! + count, size - count)
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

  package var description: String { "\(path) can't be read (\(reason))." }
}
