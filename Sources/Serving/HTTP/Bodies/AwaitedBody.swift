import Hummingbird
import NIOCore

/// Sent down a connection's channel when a request's body is first read.
struct BodyWanted: Sendable {}

/// The body of a request whose client may wait to be told to send it: reading tells it.
struct AwaitedBody: AsyncSequence, Sendable {
  /// The body as it arrives.
  let base: HummingbirdCore.RequestBody
  /// The connection's channel.
  let channel: any Channel

  struct AsyncIterator: AsyncIteratorProtocol {
    fileprivate var base: HummingbirdCore.RequestBody.AsyncIterator
    /// Nil once the client was told.
    fileprivate var channel: (any Channel)?

    mutating func next() async throws -> ByteBuffer? {
      channel?.triggerUserOutboundEvent(BodyWanted(), promise: nil)
      channel = nil
      return try await base.next()
    }
  }

  func makeAsyncIterator() -> AsyncIterator { AsyncIterator(base: base.makeAsyncIterator(), channel: channel) }
}
