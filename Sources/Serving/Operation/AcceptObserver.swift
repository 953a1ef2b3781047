import NIOCore

/// Sees why connections can't be accepted, which otherwise nobody hears about.
final class AcceptObserver: ChannelInboundHandler, RemovableChannelHandler, Sendable {
  typealias InboundIn = any Channel

  private let log: ConnectionLog

  init(_ log: ConnectionLog) { self.log = log }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if error is IOError { log.failedAccept(error) }
    context.fireErrorCaught(error)
  }
}
