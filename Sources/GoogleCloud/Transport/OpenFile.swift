import Foundation
import NIOCore

/// An open regular file, closed with its last reference.
package final class OpenFile: Sendable {
  package let path: String
  private let descriptor: Int32

  /// Opens for reading; throws `CloudError` of kind `usage` with the path.
  package convenience init(reading path: String) throws(CloudError) {
    try self.init(path, flags: O_RDONLY | O_CLOEXEC)
  }

  /// Opens for writing, making the file where there is none, readable by its owner alone until it is complete.
  package convenience init(writing path: String) throws(CloudError) {
    try self.init(path, flags: O_RDWR | O_CREAT | O_CLOEXEC)
  }

  private init(_ path: String, flags: Int32) throws(CloudError) {
    self.path = path
    descriptor = open(path, flags, 0o600)
    if descriptor < 0 { throw Self.failure("\(path) can't be opened") }
  }

  deinit { close(descriptor) }

  /// What the file is now.
  package func stamp() throws(CloudError) -> FileStamp {
    var info = stat()
    guard fstat(descriptor, &info) == 0 else { throw Self.failure("\(path) can't be inspected") }
    return FileStamp(info)
  }

  /// Exactly `count` bytes; throws when the file ends before.
  package func read(at offset: Int, count: Int) throws(CloudError) -> ByteBuffer {
    var buffer = ByteBufferAllocator().buffer(capacity: count)
    var got = 0
    while got < count {
      let more = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count - got) { space in
        Swift.max(0, pread(descriptor, space.baseAddress, Swift.min(space.count, count - got), off_t(offset + got)))
      }
      if more == 0 { throw CloudError(.usage, "\(path) became shorter while it was read") }
      got += more
    }
    return buffer
  }

  /// Throws when the disk doesn't take all of it.
  package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(CloudError) {
    var done = 0
    while done < bytes.count {
      let written = pwrite(
        descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done, off_t(offset + done))
      if written <= 0 { throw Self.failure("\(path) can't be written") }
      done += written
    }
  }

  package func write(_ bytes: [UInt8], at offset: Int) throws(CloudError) {
    try bytes.withUnsafeBytes { bytes in
      Result { () throws(CloudError) in try write(bytes, at: offset) }
    }.get()
  }

  package func resize(to count: Int) throws(CloudError) {
    if ftruncate(descriptor, off_t(count)) != 0 { throw Self.failure("\(path) can't be made \(count) bytes long") }
  }

  package func allow(mode: mode_t) { _ = fchmod(descriptor, mode) }

  /// Puts the bytes on the disk itself.
  package func synchronise() throws(CloudError) {
    if fsync(descriptor) != 0 { throw Self.failure("\(path) can't be written to the disk") }
  }

  static func failure(_ what: String) -> CloudError {
    CloudError(.usage, "\(what): \(String(cString: strerror(errno)))")
  }
}
