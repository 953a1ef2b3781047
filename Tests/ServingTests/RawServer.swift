import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Serving
import Synchronization
import Taxonomy

/// A server on a free port of the loopback, and a client that sends bytes as they are.
struct RawServer: Sendable {
  let port: Int
  let model: FakeClassifier
  private let group: ServiceGroup

  static func run<Value: Sendable>(
    _ options: ServerOptions, logger: Logger = LogLines().logger,
    _ test: @Sendable @escaping (RawServer) async throws -> Value
  ) async throws -> Value {
    let model = FakeClassifier()
    let (ports, found) = AsyncStream.makeStream(of: Int.self)
    let server = try Server(options: options, logger: logger) { model }
    let group = try server.group(signals: []) { found.yield($0) }
    return try await withThrowingTaskGroup(of: Value?.self) { tasks in
      tasks.addTask {
        // A grace that runs out ends the group by cancellation.
        do { try await group.run() } catch is CancellationError {}
        return nil
      }
      tasks.addTask {
        for await port in ports {
          let raw = RawServer(port: port, model: model, group: group)
          try await waitUntil { try await raw.answers() }
          let value = try await test(raw)
          await group.triggerGracefulShutdown()
          return value
        }
        throw CancellationError()
      }
      var value: Value?
      while let next = try await tasks.next() { value = next ?? value }
      guard let value else { throw CancellationError() }
      return value
    }
  }

  func stop() async { await group.triggerGracefulShutdown() }

  /// Whether an image gets its answer on a connection of its own.
  func answers() async throws -> Bool {
    let body = FakeClassifier.image()
    let head =
      "POST /api/v1/predictions HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.count)\r\nConnection: close\r\n\r\n"
    let before = model.calls.withLock { $0 }
    let found = try await exchange([Array(head.utf8) + body]).hasPrefix("HTTP/1.1 200")
    model.calls.withLock { $0 = before }
    return found
  }

  /// Sends pieces with a pause after each, and returns all that came back until the server closed, `enough` said so, or
  /// half a minute passed.
  func exchange(
    _ pieces: [[UInt8]], pause: Duration = .zero, thenClose: Bool = false,
    enough: @escaping @Sendable (String) -> Bool = { _ in false }
  ) async throws -> String {
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelOption(.allowRemoteHalfClosure, value: true)
      .connect(host: "127.0.0.1", port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
            wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
        }
      }
    return try await channel.executeThenClose { inbound, outbound in
      try await withThrowingTaskGroup(of: String?.self) { group in
        group.addTask {
          for piece in pieces {
            // The server may close while we still send.
            do { try await outbound.write(ByteBuffer(bytes: piece)) } catch { return nil }
            if pause > .zero { try await Task.sleep(for: pause) }
          }
          if thenClose { outbound.finish() }
          return nil
        }
        group.addTask {
          var text = ""
          do {
            for try await part in inbound {
              text += String(buffer: part)
              if enough(text) { break }
            }
          } catch is IOError {}
          return text
        }
        group.addTask {
          try await Task.sleep(for: .seconds(120))
          return "timeout"
        }
        var text = ""
        while let next = try await group.next() {
          if let next {
            text = next
            break
          }
        }
        group.cancelAll()
        return text
      }
    }
  }
}
