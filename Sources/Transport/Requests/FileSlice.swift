import Foundation
import NIOCore
import Support

/// Bytes of an open file, read piece by piece as the connection takes them, from the start each time it is iterated.
package struct FileSlice: AsyncSequence, Sendable {
  package typealias Element = ByteBuffer

  /// The file that the bytes are in.
  package let file: RegularFile
  /// Where they begin.
  package let offset: Int
  /// How many there are.
  package let count: Int

  /// Bytes handed on at a time; bounds what an upload holds in memory.
  static let piece = 512 << 10

  package init(_ file: RegularFile, offset: Int, count: Int) {
    self.file = file
    self.offset = offset
    self.count = count
  }

  package struct AsyncIterator: AsyncIteratorProtocol {
    let file: RegularFile
    var position: Int
    let end: Int

    /// Throws `CloudError` when the file has become shorter.
    package mutating func next() async throws -> ByteBuffer? {
      guard position < end else { return nil }
      let buffer = try file.buffer(at: position, count: Swift.min(FileSlice.piece, end - position))
      position += buffer.readableBytes
      return buffer
    }
  }

  package func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(file: file, position: offset, end: offset + count)
  }
}
