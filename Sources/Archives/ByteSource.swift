/// Bytes that come one after the other, from a file, a compressed file or memory.
package protocol ByteSource {
  /// Fills the buffer as far as possible and returns how many bytes it wrote: 0 only at the end, or for an empty
  /// buffer.
  ///
  /// Throws `ArchiveError`.
  mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int
}

/// Bytes in memory.
package struct MemorySource: ByteSource {
  private let bytes: [UInt8]
  private var position = 0

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  package mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int {
    let count = min(buffer.count, bytes.count - position)
    buffer.copyBytes(from: bytes[position..<position + count])
    position += count
    return count
  }
}
