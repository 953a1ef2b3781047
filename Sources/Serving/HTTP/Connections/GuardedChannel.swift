import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// Hummingbird's HTTP/1 channel with a limit of connections per client, and with `VersionRules` where the version is
/// still known.
struct GuardedChannel: ServerChildChannel {
  typealias Value = HTTP1Channel.Value

  let base: HTTP1Channel
  let connections: ClientConnections
  let forwarding: Forwarding
  let log: ConnectionLog

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    base.setup(channel: channel, logger: logger).flatMapThrowing { value in
      let pipeline = channel.pipeline.syncOperations
      let codec = try pipeline.handler(type: HTTP1ToHTTPServerCodec.self)
      try pipeline.addHandler(VersionRules(), position: .before(codec))
      try pipeline.addHandler(
        ConnectionCounter(connections, forwarding: forwarding, log: log), position: .before(codec))
      return value
    }
  }

  func handle(value: Value, logger: Logger) async { await base.handle(value: value, logger: logger) }
}

/// What HTTP/1.0 asks for: a request needs no Host, and its connection ends after it unless it says `keep-alive`.
final class VersionRules: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .head(var head) = unwrapInboundIn(data), head.version == .http1_0 else {
      return context.fireChannelRead(data)
    }
    if !head.headers.contains(name: "Host") { head.headers.add(name: "Host", value: "localhost") }
    let keeps = head.headers[canonicalForm: "Connection"].contains { $0.lowercased() == "keep-alive" }
    if !keeps { head.headers.replaceOrAdd(name: "Connection", value: "close") }
    context.fireChannelRead(wrapInboundOut(.head(head)))
  }
}
