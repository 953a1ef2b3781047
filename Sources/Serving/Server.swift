import Foundation
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import ServiceLifecycle
import Taxonomy
import UnixSignals

/// The web page and the APIs over a classifier.
package struct Server: Sendable {
  /// How the server was set up.
  package let options: ServerOptions
  /// What is counted.
  package let metrics: ServerMetrics
  let slot = ModelSlot()
  let gate: Gate
  /// The routes that are answered.
  package let table: RouteTable
  private let templates: Templates
  private let keeper: ModelKeeper
  private let pending: FeedbackBuffer?
  private let logger: Logger

  /// - Parameters:
  ///   - load: loads the model, at the start and for every swap.
  ///   - watched: the model folder to watch for changes; nil for SIGHUP only.
  ///   - watchInterval: how often the folder is checked.
  ///   - keptImage: makes the file that feedback keeps of an image; nil keeps it as it came.
  /// Throws when an embedded resource is damaged, two routes clash, or the feedback folder can't be written to.
  package init(
    options: ServerOptions, watched: URL? = nil, watchInterval: Duration = .seconds(2), logger: Logger,
    keptImage: ImageEncoder? = nil, load: @escaping ModelLoader
  ) throws {
    self.options = options
    self.logger = logger
    let metrics = ServerMetrics()
    self.metrics = metrics
    gate = Gate(width: options.width, depth: options.queue)
    templates = try Templates(slot: slot, keepsFeedback: options.feedback != nil, bodyLimit: options.bodyLimit)
    keeper = ModelKeeper(
      slot: slot, load: load, watched: watched, interval: watchInterval, metrics: metrics, logger: logger)
    let predictor = AdmittedClassifier(slot: slot, gate: gate, metrics: metrics)
    let reader = BodyReader(limit: options.bodyLimit, budget: BodyBudget(bytes: options.bodyBudget))
    let intake = ImageIntake(predictor: predictor, reader: reader, deadline: .seconds(options.deadline))
    pending = options.feedback.map { _ in FeedbackBuffer() }
    var table = RouteTable()
    try OperationRoutes(
      predictor: predictor, description: APIDescription.text(predict: options.predictPath, health: options.healthPath),
      healthPath: options.healthPath
    ).add(to: &table)
    try PredictionRoutes(intake: intake).add(to: &table)
    try ModelRoutes(slot: slot).add(to: &table)
    try InferenceProtocolRoutes(intake: intake, healthPath: options.healthPath).add(to: &table)
    try Assets.add(to: &table)
    try PageRoutes(
      predictor: predictor, intake: intake, templates: templates, pending: pending,
      predictPath: options.predictPath, isSecure: options.certificate != nil, trustsForwarded: options.trustsForwarded
    ).add(to: &table)
    try ClassRoutes(slot: slot, templates: templates).add(to: &table)
    if let path = options.feedback, let pending {
      let folder = FeedbackFolder(URL(filePath: path), limit: options.feedbackLimit)
      try folder.prepare()
      try FeedbackRoutes(
        slot: slot, reader: reader, pending: pending, folder: folder, templates: templates, logger: logger,
        keptImage: keptImage
      ).add(to: &table)
    }
    try VertexRoutes(intake: intake, predictPath: options.predictPath, healthPath: options.healthPath).add(to: &table)
    self.table = table
  }

  /// The application with its services.
  ///
  /// - Parameter running: called with the port when the server listens and its model is proven.
  /// Throws `ServerOptionsError` when the certificate can't be used.
  package func application(running: @escaping @Sendable (Int) async -> Void = { _ in })
    throws -> some ApplicationProtocol
  {
    let announcer = Announcer(running)
    var keeper = keeper
    keeper.ready = { await announcer.ready() }
    return Application(
      router: router(), server: try channel(),
      configuration: ApplicationConfiguration(
        address: .hostname(options.host, port: options.port), backlog: 1024,
        availableConnectionsDelegate: MaximumAvailableConnections(options.connections, logger: logger)),
      services: [keeper] + (pending.map { [FeedbackExpiry(pending: $0)] as [any Service] } ?? []),
      onServerRunning: { await announcer.listens(on: $0.localAddress?.port ?? options.port) },
      logger: logger)
  }

  private func router() -> Router<ServingContext> {
    let router = Router(context: ServingContext.self, options: [.autoGenerateHeadEndpoints])
    router.add(
      middleware: ObservingMiddleware(metrics: metrics, logs: options.accessLog, logsAddresses: options.logsAddresses))
    router.add(middleware: SecurityHeadersMiddleware(ancestors: frameAncestors))
    if let origin = options.allowedOrigin {
      router.add(middleware: OriginMiddleware(allowed: origin, others: [options.predictPath, "/openapi.json"]))
    }
    router.add(middleware: ProblemMiddleware(table: table, templates: templates))
    router.add(middleware: HostMiddleware())
    if let rate = options.rateLimit {
      router.add(
        middleware: RateLimitMiddleware(rate: rate, trustsForwarded: options.trustsForwarded, exempt: table.probes))
    }
    table.register(on: router)
    return router
  }

  /// Whose pages may show these in a frame.
  private var frameAncestors: String {
    options.isEmbeddable ? options.allowedOrigin ?? "*" : "'none'"
  }

  private func channel() throws -> HTTPServerBuilder {
    let limits = ConnectionGuard.Limits(
      read: .milliseconds(Int64(options.readTimeout * 1000)), write: .milliseconds(Int64(options.writeTimeout * 1000)),
      linger: .seconds(2), bodyBytes: options.bodyLimit)
    let configuration = HTTP1Channel.Configuration(
      additionalChannelHandlers: [ConnectionGuard(limits: limits)],
      idleTimeout: .milliseconds(Int64(options.idleTimeout * 1000)))
    let http = HTTPServerBuilder {
      GuardedChannel(base: HTTP1Channel(responder: $0, configuration: configuration))
    }
    guard let certificate = options.certificate, let key = options.key else { return http }
    return try .tls(http, tlsConfiguration: TLSSettings.read(certificate: certificate, key: key))
  }

  /// Serves until SIGTERM or SIGINT: then stops accepting, finishes requests in flight within the grace period, and
  /// returns.
  ///
  /// Throws what the first load throws, and `ServerOptionsError` when the address can't be listened on.
  package func run(running: @escaping @Sendable (Int) async -> Void) async throws {
    do {
      try await group(signals: [.sigterm, .sigint], running: running).run()
    } catch is CancellationError {
      logger.warning("the grace period ended before all requests were answered")
    } catch {
      throw ServerOptionsError(listening: error, on: options) ?? error
    }
  }

  /// The server as a group of services; ends with `CancellationError` if the grace period was too short.
  package func group(signals: [UnixSignal], running: @escaping @Sendable (Int) async -> Void) throws -> ServiceGroup {
    var configuration = ServiceGroupConfiguration(
      services: [
        .init(service: try application(running: running)),
        .init(service: Drain(slot: slot, duration: .seconds(options.drain))),
      ], gracefulShutdownSignals: signals, logger: logger)
    configuration.maximumGracefulShutdownDuration = .seconds(options.drain + options.grace)
    return ServiceGroup(configuration: configuration)
  }
}
