import Foundation
import Synchronization
import SystemPackage

/// An open regular file, closed when the last user lets go; calls that a signal interrupts are repeated.
///
/// Anything but a regular file is refused, and a named pipe is never waited for.
package final class RegularFile: Sendable {
  /// Where it was opened.
  package let path: String
  /// Bytes of the file when it was opened.
  package let size: Int
  private let descriptor: FileDescriptor
  private let isOpen = Atomic(true)

  /// Opens a file for reading.
  package convenience init(reading path: String) throws(FileError) {
    try self.init(path, .readOnly, [])
  }

  /// Opens a file for reading and writing, at its beginning, and makes it where there is none.
  package convenience init(updating path: String, permissions: FilePermissions = .readableByAll) throws(FileError) {
    try self.init(path, .readWrite, [.create], permissions)
  }

  /// Opens an empty file for writing: what was there is cut off, and a link at the path is refused.
  package convenience init(replacing path: String, permissions: FilePermissions = .readableByAll) throws(FileError) {
    try self.init(path, .writeOnly, [.create, .truncate, .noFollow], permissions)
  }

  /// Makes a new file for writing; whatever is there already, a link too, is refused.
  package convenience init(making path: String, permissions: FilePermissions = .readableByAll) throws(FileError) {
    try self.init(path, .writeOnly, [.create, .exclusiveCreate, .noFollow], permissions)
  }

  private convenience init(
    _ path: String, _ mode: FileDescriptor.AccessMode, _ options: FileDescriptor.OpenOptions,
    _ permissions: FilePermissions? = nil
  ) throws(FileError) {
    let descriptor = try calling(path, "opened") {
      try FileDescriptor.open(
        FilePath(path), mode, options: options.union([.closeOnExec, .nonBlocking]), permissions: permissions)
    }
    try self.init(owning: descriptor.rawValue, path: path)
  }

  /// Takes ownership of an open descriptor; closes it if it isn't a regular file's.
  package init(owning descriptor: Int32, path: String) throws(FileError) {
    self.path = path
    self.descriptor = FileDescriptor(rawValue: descriptor)
    do throws(FileError) {
      let owned = self.descriptor
      let stat = try calling(path, "opened") { try Stat(owned) }
      guard stat.type == .regular else { throw FileError(path: path, action: "opened", reason: "it is not a file") }
      size = Int(stat.size)
    } catch {
      try? self.descriptor.close()
      throw error
    }
  }

  deinit { if isOpen.load(ordering: .relaxed) { try? descriptor.close() } }

  /// The descriptor, for calls that aren't here; it stays this file's.
  package var rawDescriptor: Int32 { descriptor.rawValue }

  /// Closes the file and throws what the system reports only then; another use of the file fails.
  package func close() throws(FileError) {
    guard isOpen.exchange(false, ordering: .relaxed) else { return }
    try calling(path, "written") { try descriptor.close() }
  }

  /// Puts the bytes on the disk itself.
  package func synchronize() throws(FileError) {
    guard fsync(descriptor.rawValue) == 0 else { throw FileError(path, "written", Errno(rawValue: errno)) }
  }

  /// Sets the time of the last change to now.
  package func touch() throws(FileError) {
    guard futimens(descriptor.rawValue, nil) == 0 else { throw FileError(path, "written", Errno(rawValue: errno)) }
  }

  /// Cuts the file off, or pads it with zeros, and continues at its end.
  package func resize(to count: Int) throws(FileError) {
    try calling(path, "written") {
      try descriptor.resize(to: Int64(count))
      try descriptor.seek(offset: 0, from: .end)
    }
  }
}

extension RegularFile {
  /// Reads on from where the last call ended; returns how many bytes came, 0 at the end.
  package func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    try calling(path, "read") { try descriptor.read(into: buffer) }
  }

  /// Fills the buffer with the bytes from `offset` on; returns how many there were, fewer where the file ends before.
  package func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    try calling(path, "read") {
      var got = 0
      while got < buffer.count {
        let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[got...])
        let more = try descriptor.read(fromAbsoluteOffset: Int64(offset + got), into: rest)
        if more == 0 { break }
        got += more
      }
      return got
    }
  }

  /// Returns `count` bytes from `offset` on, fewer where the file ends before.
  package func read(at offset: Int, count: Int) throws(FileError) -> [UInt8] {
    try calling(path, "read") {
      try [UInt8](unsafeUninitializedCapacity: count) { buffer, got in
        got = try read(
          at: offset, into: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<count]))
      }
    }
  }

  /// Hands the rest of the file to `body` in pieces of at most a megabyte.
  package func readPieces(_ body: (UnsafeRawBufferPointer) -> Void) throws(FileError) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let got = try read(into: buffer)
      if got == 0 { return }
      body(UnsafeRawBufferPointer(rebasing: buffer[..<got]))
    }
  }

  /// Writes all bytes after those of the last call.
  package func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    try calling(path, "written") { _ = try descriptor.writeAll(bytes) }
  }

  /// Writes all bytes from `offset` on.
  package func write(_ bytes: [UInt8], at offset: Int) throws(FileError) {
    try bytes.withUnsafeBytes { bytes in
      Result { () throws(FileError) in try write(bytes, at: offset) }
    }.get()
  }

  /// Writes all bytes from `offset` on.
  package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(FileError) {
    try calling(path, "written") { _ = try descriptor.writeAll(toAbsoluteOffset: Int64(offset), bytes) }
  }
}

extension FilePermissions {
  /// 0644: its owner may write, all may read, subject to the process's umask.
  package static var readableByAll: FilePermissions { [.ownerReadWrite, .groupRead, .otherRead] }

  /// 0600: its owner alone reads and writes.
  package static var readableByOwner: FilePermissions { .ownerReadWrite }
}
