import NIOCore
import NIOHTTP1

/// Counts a connection for its client, and closes it when that one has too many. A proxy stands for many clients.
final class ConnectionCounter: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart

  private let connections: ClientConnections
  private let forwarding: Forwarding
  private let log: ConnectionLog
  private var isCounted = false

  init(_ connections: ClientConnections, forwarding: Forwarding, log: ConnectionLog) {
    self.connections = connections
    self.forwarding = forwarding
    self.log = log
  }

  func handlerAdded(context: ChannelHandlerContext) {
    if context.channel.isActive { count(context) }
  }

  func channelActive(context: ChannelHandlerContext) {
    context.fireChannelActive()
    // Who the client is isn't known before.
    count(context)
  }

  private func count(_ context: ChannelHandlerContext) {
    guard !isCounted, let peer = context.channel.remoteAddress?.ipAddress else { return }
    isCounted = true
    guard !forwarding.believes(peer) else { return }
    let client = forwarding.client([], peer)
    if connections.enter(client) {
      context.channel.closeFuture.whenComplete { [connections] _ in connections.leave(client) }
    } else {
      log.refusedConnection(of: client)
      context.close(promise: nil)
    }
  }
}
