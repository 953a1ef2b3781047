import NIOCore

/// Bytes, part of a file and bytes again, as one body.
struct FramedSlice: AsyncSequence, Sendable {
  typealias Element = ByteBuffer

  let head: ByteBuffer
  let slice: FileSlice
  let tail: ByteBuffer

  struct AsyncIterator: AsyncIteratorProtocol {
    var head: ByteBuffer?
    var slice: FileSlice.AsyncIterator
    var tail: ByteBuffer?

    mutating func next() async throws -> ByteBuffer? {
      if let first = head {
        head = nil
        return first
      }
      if let piece = try await slice.next() { return piece }
      defer { tail = nil }
      return tail
    }
  }

  func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(head: head, slice: slice.makeAsyncIterator(), tail: tail)
  }
}
