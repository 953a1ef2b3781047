import Foundation

/// The bytes of a file, from its start.
package final class FileSource: ByteSource {
  private let descriptor: Int32
  private let path: String
  /// Bytes of the file when it was opened.
  package let size: Int
  // Headers are small: a system call for each would take longer than their reading.
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
  private var waiting: Range<Int> = 0..<0

  /// Throws `ArchiveError.unreadable`, also for what is no file.
  package init(_ path: String) throws(ArchiveError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw .unreadable(path: path, reason: "it is not a file")
    }
    self.descriptor = descriptor
    self.path = path
    size = Int(status.st_size)
  }

  deinit {
    close(descriptor)
    buffer.deallocate()
  }

  package func read(into target: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int {
    if waiting.isEmpty {
      if target.count >= buffer.count { return try fill(target) }
      waiting = 0..<(try fill(buffer))
    }
    let count = min(waiting.count, target.count)
    let start = waiting.lowerBound
    target.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[start..<start + count]))
    waiting = start + count..<waiting.upperBound
    return count
  }

  private func fill(_ target: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int {
    while true {
      let got = Foundation.read(descriptor, target.baseAddress, target.count)
      if got >= 0 { return got }
      if errno != EINTR { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
    }
  }
}
