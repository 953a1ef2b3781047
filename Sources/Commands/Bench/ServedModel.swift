import Inference
import Logging
import Serving

/// The server itself, in this process, on a port of the loopback that is free.
enum ServedModel {
  private static var options: ServerOptions {
    var options = ServerOptions()
    (options.port, options.accessLog, options.drain) = (0, false, 0)
    return options
  }

  /// Runs `body` with the server's address once the model is proven, and ends the server.
  ///
  /// Throws why the server ended, and what `body` throws.
  static func with<Value: Sendable>(
    _ predictor: Predictor, _ body: (_ address: ServerAddress) async throws -> Value
  ) async throws -> Value {
    let options = Self.options
    let server = try Server(options: options, logger: Logger(label: "bench") { _ in SwiftLogNoOpLogHandler() }) {
      predictor
    }
    return try await withThrowingTaskGroup(of: Void.self) { group in
      let (ports, found) = AsyncStream.makeStream(of: Int.self)
      group.addTask {
        defer { found.finish() }
        try await server.run { found.yield($0) }
      }
      guard let port = await ports.first(where: { _ in true }) else {
        try await group.waitForAll()
        throw BenchError.serverEnded
      }
      let value = try await body(ServerAddress(host: options.host, port: port, isSecure: false))
      group.cancelAll()
      return value
    }
  }
}
