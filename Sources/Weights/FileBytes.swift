import Foundation
import Support

/// The bytes of a file, mapped for reading, or of an array.
///
/// A mapping keeps its file even if another takes its name: files are replaced by renaming here.
/// `@unchecked Sendable`: the memory is never written after `init`, and freed only when the last reference goes.
package final class FileBytes: @unchecked Sendable {
  /// What errors call it: the path.
  package let name: String
  private let memory: UnsafeRawBufferPointer
  private let isMapped: Bool

  /// - Throws: `WeightsError.system`, also for what is not a regular file.
  package init(mapping url: URL) throws(WeightsError) {
    name = url.path
    let file = try WeightsError.wrapping { () throws(FileError) in try RegularFile(reading: url.path) }
    isMapped = file.size > 0
    guard isMapped else {
      memory = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let start = mmap(nil, file.size, PROT_READ, MAP_PRIVATE, file.rawDescriptor, 0), start != MAP_FAILED else {
      let code = errno
      if code == ENOMEM || code == EAGAIN { throw .outOfMemory(file: url.path, bytes: file.size) }
      throw .system(action: "mapped", file: url.path, reason: SystemReason.of(code))
    }
    memory = UnsafeRawBufferPointer(start: start, count: file.size)
  }

  /// Reads all of a file into memory, so that nobody's writing to it changes anything from then on.
  ///
  /// - Throws: `WeightsError.system`, also for what is not a regular file; `malformed` for one that shrinks meanwhile.
  package init(reading url: URL) throws(WeightsError) {
    name = url.path
    isMapped = false
    let file = try WeightsError.wrapping { () throws(FileError) in try RegularFile(reading: url.path) }
    let target = UnsafeMutableRawBufferPointer.allocate(byteCount: file.size, alignment: 64)
    memory = UnsafeRawBufferPointer(target)
    var got = 0
    while got < file.size {
      let rest = UnsafeMutableRawBufferPointer(rebasing: target[got...])
      let more = try WeightsError.wrapping { () throws(FileError) in try file.read(into: rest) }
      guard more > 0 else {
        throw .malformed(file: url.path, reason: "it shrank from \(file.size) to \(got) bytes while it was read")
      }
      got += more
    }
  }

  /// Copies an array; `name` is what errors call it.
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

  /// The number of bytes.
  package var count: Int { memory.count }

  /// SHA-256 of all bytes, as hexadecimal.
  package var hash: String { ContentHash.of(memory) }

  /// The pointer is good only within `body`; the caller keeps `range` within `0..<count`.
  func withBytes<Result>(_ range: Range<Int>, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    body(UnsafeRawBufferPointer(rebasing: memory[range]))
  }
}

extension FileBytes {
  /// Throws `WeightsError.outOfMemory` where an array of so many floats can't be held.
  func requireMemory(floats count: Int) throws(WeightsError) {
    let bytes = count.multipliedReportingOverflow(by: MemoryLayout<Float>.size)
    // Small ones aren't worth a system call.
    guard bytes.overflow || bytes.partialValue >= 1 << 20 else { return }
    guard !bytes.overflow, MemoryRoom.allows(bytes.partialValue) else {
      throw .outOfMemory(file: name, bytes: bytes.overflow ? .max : bytes.partialValue)
    }
  }
}

extension WeightsError {
  /// Runs calls on a file and throws their failure as `WeightsError.system`.
  package static func wrapping<Value>(_ body: () throws(FileError) -> Value) throws(WeightsError) -> Value {
    do throws(FileError) {
      return try body()
    } catch {
      throw .system(action: error.action, file: error.path, reason: error.reason)
    }
  }
}
