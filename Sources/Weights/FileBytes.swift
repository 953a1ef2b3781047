import Foundation

/// The bytes of a file, mapped for reading, or of an array.
///
/// A mapping keeps the file it was made of, even where another takes its name: files are replaced by renaming here.
/// `@unchecked Sendable`: the memory is never written after `init`, and freed only when the last reference goes.
package final class FileBytes: @unchecked Sendable {
  /// What errors call it: the path.
  package let name: String
  private let memory: UnsafeRawBufferPointer
  private let isMapped: Bool

  /// - Throws: `WeightsError.system`, also for what is no plain file.
  package init(mapping url: URL) throws(WeightsError) {
    name = url.path
    // Non-blocking, so that a named pipe is refused and not waited for.
    let descriptor = open(url.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .failed("opened", url) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .failed("opened", url) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .system(action: "opened", file: url.path, reason: "it is no plain file")
    }
    let size = Int(status.st_size)
    isMapped = size > 0
    guard size > 0 else {
      memory = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
      throw .failed("mapped", url)
    }
    memory = UnsafeRawBufferPointer(start: start, count: size)
  }

  package init(_ bytes: [UInt8], name: String) {
    self.name = name
    isMapped = false
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 16)
    copy.copyBytes(from: bytes)
    memory = UnsafeRawBufferPointer(copy)
  }

  deinit {
    if isMapped, let start = memory.baseAddress {
      munmap(UnsafeMutableRawPointer(mutating: start), memory.count)
    } else {
      memory.deallocate()
    }
  }

  package var count: Int { memory.count }

  /// The pointer is good only within `body`; the caller keeps `range` within `0..<count`.
  func withBytes<Result>(_ range: Range<Int>, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    body(UnsafeRawBufferPointer(rebasing: memory[range]))
  }
}

extension WeightsError {
  /// The last system call's failure, in the system's words.
  static func failed(_ action: String, _ url: URL) -> WeightsError {
    .system(action: action, file: url.path, reason: String(cString: strerror(errno)))
  }
}
