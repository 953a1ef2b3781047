import HTTPTypes
import NIOCore
import NIOHTTPTypes
import NIOSSL

/// Guards one connection against clients that are slow or don't stop: time limits for sending a request's body, for taking
/// an answer, and for closing after `Connection: close`; also answers `Expect: 100-continue` (RFC 9110, 10.1.1).
///
/// Slow request heads are left to the idle timeout: until the head is complete, the connection counts as idle.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  struct Limits: Sendable {
    var read: TimeAmount
    var write: TimeAmount
    var linger: TimeAmount
  }

  private let limits: Limits
  private let log: ConnectionLog
  /// Runs while a request's body arrives.
  private var reading: Scheduled<Void>?
  /// Runs while an answer is taken, and then until the connection goes.
  private var writing: Scheduled<Void>?
  private var closing = false
  /// Whether the client sends its body only when it is told to.
  private var isAwaited = false
  /// Requests whose answers haven't ended.
  private var unanswered = 0
  /// Whether the connection was given up: what still arrives is discarded.
  private var isRefused = false

  init(limits: Limits, log: ConnectionLog) {
    self.limits = limits
    self.log = log
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isRefused else { return }
    switch unwrapInboundIn(data) {
    case .head(let head):
      unanswered += 1
      reading?.cancel()
      let loop = context.eventLoop
      let bound = NIOLoopBound(context, eventLoop: loop)
      reading = loop.assumeIsolated().scheduleTask(in: limits.read) {
        bound.value.fireErrorCaught(RequestReadTimeout())
      }
      isAwaited = head.expectsContinue
    case .body: isAwaited = false
    case .end:
      reading?.cancel()
      reading = nil
    }
    context.fireChannelRead(data)
  }

  /// A client that stops sending in the middle of a body is answered at once, not when the time is over.
  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if reading != nil, case ChannelEvent.inputClosed? = event as? ChannelEvent {
      reading?.cancel()
      reading = nil
      context.fireErrorCaught(RequestEndedEarly())
    }
    context.fireUserInboundEventTriggered(event)
  }

  /// A client that waits is told to send its body when that is first read, so never before a refusal.
  func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
    guard event is BodyWanted else { return context.triggerUserOutboundEvent(event, promise: promise) }
    promise?.succeed()
    guard isAwaited else { return }
    isAwaited = false
    context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head(var head) where head.status.kind != .informational:
      // Whether the body comes anyway can't be known: what follows might be it, or the next request.
      if isAwaited { head.headerFields[.connection] = "close" }
      isAwaited = false
      closing = head.headerFields[.connection]?.lowercased() == "close"
      writing?.cancel()
      let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
      writing = context.eventLoop.assumeIsolated().scheduleTask(in: limits.write) {
        bound.value.close(promise: nil)
      }
      context.write(wrapOutboundOut(.head(head)), promise: promise)
    case .end:
      unanswered -= 1
      let written = promise ?? context.eventLoop.makePromise(of: Void.self)
      let bound = NIOLoopBound((guard: self, context: context), eventLoop: context.eventLoop)
      written.futureResult.whenComplete { _ in bound.value.guard.wrote(bound.value.context) }
      context.write(data, promise: written)
    case .head, .body:
      context.write(data, promise: promise)
    }
  }

  /// What can't be read as HTTP is answered here, in words, since no route ever sees it.
  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard !isRefused else { return }
    if error is NIOSSLError || error is BoringSSLError {
      log.failedHandshake(error)
    } else if unanswered == 0, let refusal = HeadRefusal(error) {
      isRefused = true
      log.refusedHead(status: refusal.problem.status, error, from: context.remoteAddress?.ipAddress)
      unanswered += 1
      for part in refusal.parts { write(context: context, data: wrapOutboundOut(part), promise: nil) }
      return context.flush()
    }
    context.fireErrorCaught(error)
  }

  private func wrote(_ context: ChannelHandlerContext) {
    writing?.cancel()
    writing = nil
    guard closing else { return }
    // Closing at once would reset the connection and could lose the answer for a client that is still sending.
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    context.close(mode: .output, promise: nil)
    writing = context.eventLoop.assumeIsolated().scheduleTask(in: limits.linger) {
      bound.value.close(promise: nil)
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    cancel()
    context.fireChannelInactive()
  }

  func handlerRemoved(context: ChannelHandlerContext) { cancel() }

  private func cancel() {
    reading?.cancel()
    writing?.cancel()
    reading = nil
    writing = nil
  }
}
