import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// `/metrics` at an address of its own, for a network that clients don't reach.
struct MetricsListener: Service {
  let host: String
  let port: Int
  let logger: Logger
  let text: @Sendable () async -> String

  /// Throws `ServerOptionsError` when the address can't be listened on.
  func run() async throws {
    let router = Router()
    router.get("/metrics") { _, _ in Response.bytes(await text().utf8, type: Exposition.contentType) }
    let application = Application(
      router: router, configuration: ApplicationConfiguration(address: .hostname(host, port: port)),
      onServerRunning: { channel in
        logger.info("metrics", metadata: ["port": .stringConvertible(channel.localAddress?.port ?? port)])
      },
      logger: logger)
    do {
      try await application.run()
    } catch {
      throw ServerOptionsError(listening: error, host: host, port: port, option: "metrics") ?? error
    }
  }
}
