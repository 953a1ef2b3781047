import Foundation
import NIOCore
import Support

/// An open regular file, closed with its last reference.
package final class OpenFile: Sendable {
  package let path: String
  private let descriptor: Int32

  /// Opens for reading, and waits for nobody: anything but a regular file is refused.
  ///
  /// Throws `CloudError` of kind `usage` with the path.
  package convenience init(reading path: String) throws(CloudError) {
    do {
      try self.init(opening: path)
    } catch {
      throw CloudError(error)
    }
  }

  /// Opens for reading, links followed; for who wants the reason alone.
  convenience init(opening path: String) throws(FileError) {
    let found = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard found >= 0 else { throw FileError(path: path, action: "opened", reason: String(cString: strerror(errno))) }
    self.init(owning: found, path: path)
    var info = stat()
    guard fstat(found, &info) == 0, FileKind(info) == .regular else {
      throw FileError(path: path, action: "opened", reason: "it is not a file")
    }
  }

  /// Takes an open descriptor over.
  init(owning descriptor: Int32, path: String) {
    (self.descriptor, self.path) = (descriptor, path)
  }

  deinit { close(descriptor) }

  /// What the file is now.
  package func stamp() throws(CloudError) -> FileStamp {
    var info = stat()
    guard fstat(descriptor, &info) == 0 else { throw failure("looked at") }
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
      if written <= 0 { throw failure("written") }
      done += written
    }
  }

  package func write(_ bytes: [UInt8], at offset: Int) throws(CloudError) {
    try bytes.withUnsafeBytes { bytes in
      Result { () throws(CloudError) in try write(bytes, at: offset) }
    }.get()
  }

  package func resize(to count: Int) throws(CloudError) {
    if ftruncate(descriptor, off_t(count)) != 0 { throw failure("made \(count) bytes long") }
  }

  package func allow(mode: mode_t) { _ = fchmod(descriptor, mode) }

  /// Puts the bytes on the disk itself.
  package func synchronise() throws(CloudError) {
    if fsync(descriptor) != 0 { throw failure("written to the disk") }
  }

  private func failure(_ action: String) -> CloudError {
    CloudError(FileError(path: path, action: action, reason: String(cString: strerror(errno))))
  }
}

extension CloudError {
  /// A file here that can't be used.
  package init(_ error: FileError) {
    self.init(.usage, "\(error.path) can't be \(error.action): \(error.reason)")
  }
}
