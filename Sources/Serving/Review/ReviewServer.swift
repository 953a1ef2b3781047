import Foundation
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import ServiceLifecycle
import UnixSignals

/// The page for reviewing labels, for who started it: on the loopback interface alone, behind a token.
package struct ReviewServer: Sendable {
  /// The loopback address that it listens on.
  package static let host = "127.0.0.1"
  /// The port asked for; 0 for one that the system chooses.
  package let port: Int
  /// The secret in the page's address.
  package let token: ReviewToken
  /// The routes that are answered.
  package let table: RouteTable
  private let own = ReviewPort()
  private let logger: Logger

  /// Throws `RouteTable.Clash`, and `HTMLTemplates.Missing` where an embedded resource is damaged.
  package init(port: Int, desk: any ReviewDesk, token: ReviewToken = ReviewToken(), logger: Logger) throws {
    (self.port, self.token, self.logger) = (port, token, logger)
    var table = RouteTable()
    try ReviewRoutes(desk: desk, token: token).add(to: &table)
    self.table = table
  }

  /// The page's whole address once the port is known.
  package func address(port: Int) -> String { "http://\(Self.host):\(port)/?token=\(token.text)" }

  /// The application.
  ///
  /// - Parameter running: Called with the page's address once it is answered.
  package func application(
    running: @escaping @Sendable (String) async -> Void = { _ in }
  ) -> some ApplicationProtocol {
    let router = Router(context: ServingContext.self, options: [.autoGenerateHeadEndpoints])
    router.add(middleware: ReviewGuard(token: token, port: own))
    table.register(on: router)
    return Application(
      router: router, server: .http1(configuration: .init(idleTimeout: .seconds(300))),
      configuration: ApplicationConfiguration(address: .hostname(Self.host, port: port)),
      onServerRunning: { [self] channel in
        let port = channel.localAddress?.port ?? port
        own.set(port)
        await running(address(port: port))
      }, logger: logger)
  }

  /// Serves until SIGTERM or SIGINT.
  ///
  /// Throws `ServerOptionsError` where the port can't be listened on.
  package func run(running: @escaping @Sendable (String) async -> Void) async throws {
    var configuration = ServiceGroupConfiguration(
      services: [.init(service: application(running: running))], gracefulShutdownSignals: [.sigterm, .sigint],
      logger: logger)
    configuration.maximumGracefulShutdownDuration = .seconds(5)
    do {
      try await ServiceGroup(configuration: configuration).run()
    } catch is CancellationError {
      logger.warning("the grace period ended before all requests were answered")
    } catch {
      throw ServerOptionsError(listening: error, host: Self.host, port: port) ?? error
    }
  }
}
