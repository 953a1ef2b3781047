import Support

/// The bytes of a file, from its start.
package final class FileSource: ByteSource {
  private let file: RegularFile
  /// Bytes of the file when it was opened.
  package var size: Int { file.size }
  // Headers are small: a system call for each would take longer than their reading.
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
  private var waiting: Range<Int> = 0..<0

  /// Throws `ArchiveError.unreadable`, also for what is not a file.
  package init(_ path: String) throws(ArchiveError) {
    do throws(FileError) {
      file = try RegularFile(reading: path)
    } catch {
      throw .unreadable(path: path, reason: error.reason)
    }
  }

  deinit { buffer.deallocate() }

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
    do throws(FileError) {
      return try file.read(into: target)
    } catch {
      throw .unreadable(path: file.path, reason: error.reason)
    }
  }
}
