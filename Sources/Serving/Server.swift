import Foundation
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import ServiceLifecycle
import Taxonomy
import Tracing
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
  private let forwarding: Forwarding
  private let certificates: Certificates?
  private let keys: APIKeyFile?
  private let connections: ClientConnections
  private let connectionLog: ConnectionLog
  private let tracer: (any Tracer)?

  /// - Parameters:
  ///   - load: loads the model, at the start and for every swap.
  ///   - watched: the model folder to watch for changes; nil for SIGHUP only.
  ///   - watchInterval: how often the folder is checked.
  ///   - metrics: what is counted into.
  ///   - tracer: makes the spans of requests and their stages; nil for none.
  ///   - keptImage: makes the file that feedback keeps of an image; nil keeps it as it came.
  /// Throws `ServerOptionsError` when the certificate, the keys or the feedback folder can't be used, and when two routes
  /// clash or an embedded resource is damaged.
  package init(
    options: ServerOptions, watched: URL? = nil, watchInterval: Duration = .seconds(2), logger: Logger,
    metrics: ServerMetrics = ServerMetrics(), tracer: (any Tracer)? = nil, keptImage: ImageEncoder? = nil,
    load: @escaping ModelLoader
  ) throws {
    self.options = options
    self.logger = logger
    self.metrics = metrics
    self.tracer = tracer
    forwarding = Forwarding(options)
    connections = ClientConnections(limit: options.clientConnections)
    connectionLog = ConnectionLog(logger: logger, metrics: metrics, options: options)
    certificates = try Certificates(options)
    keys = try options.apiKeyFile.map { path throws(ServerOptionsError) in try APIKeyFile(path) }
    gate = Gate(width: options.width, depth: options.queue)
    templates = try Templates(slot: slot, keepsFeedback: options.feedback != nil, bodyLimit: options.bodyLimit)
    keeper = ModelKeeper(
      slot: slot, load: load, watched: watched, interval: watchInterval, metrics: metrics, logger: logger,
      files: [certificates?.rereading, keys?.rereading].compactMap { $0 }, watchesFiles: options.watch)
    let predictor = AdmittedClassifier(slot: slot, gate: gate, metrics: metrics)
    let reader = BodyReader(limit: options.bodyLimit, budget: BodyBudget(bytes: options.bodyBudget))
    let intake = ImageIntake(predictor: predictor, reader: reader, deadline: .seconds(options.deadline))
    pending = options.feedback.map { _ in FeedbackBuffer() }
    var table = RouteTable()
    try OperationRoutes(
      predictor: predictor,
      description: APIDescription.text(
        predict: options.predictPath, health: options.healthPath, hasMetrics: options.metricsPort == nil),
      healthPath: options.healthPath, hasMetrics: options.metricsPort == nil
    ).add(to: &table)
    try PredictionRoutes(intake: intake).add(to: &table)
    try ModelRoutes(slot: slot).add(to: &table)
    try InferenceProtocolRoutes(intake: intake, healthPath: options.healthPath).add(to: &table)
    try Assets.add(to: &table)
    let pages = PageRoutes(
      predictor: predictor, intake: intake, templates: templates, pending: pending,
      predictPath: options.predictPath, forwarding: forwarding, hasMetrics: options.metricsPort == nil)
    try pages.add(to: &table)
    try SampleRoutes(slot: slot, pages: pages).add(to: &table)
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
      onServerRunning: { [connectionLog] in
        try? await $0.pipeline.addHandler(AcceptObserver(connectionLog), position: .first)
        await announcer.listens(on: $0.localAddress?.port ?? options.port)
      },
      logger: logger)
  }

  private func router() -> Router<ServingContext> {
    let router = Router(context: ServingContext.self, options: [.autoGenerateHeadEndpoints])
    router.add(
      middleware: ObservingMiddleware(
        metrics: metrics, logs: options.accessLog, logsAddresses: options.logsAddresses, forwarding: forwarding,
        tracer: tracer, probes: table.probes))
    router.add(
      middleware: SecurityHeadersMiddleware(ancestors: frameAncestors, hsts: options.hsts, forwarding: forwarding))
    if let origin = options.allowedOrigin {
      router.add(middleware: OriginMiddleware(allowed: origin, others: [options.predictPath, "/openapi.json"]))
    }
    router.add(middleware: LanguageMiddleware())
    router.add(middleware: ProblemMiddleware(table: table, templates: templates))
    router.add(middleware: HostMiddleware())
    if let rate = options.rateLimit {
      router.add(middleware: RateLimitMiddleware(rate: rate, forwarding: forwarding, exempt: table.probes))
    }
    if let keys { router.add(middleware: AccessMiddleware(keys: keys, open: table.open)) }
    router.add(middleware: ContinueMiddleware())
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
      linger: .seconds(2))
    let log = connectionLog
    let configuration = HTTP1Channel.Configuration(
      additionalChannelHandlers: [ConnectionGuard(limits: limits, log: log)],
      idleTimeout: .milliseconds(Int64(options.idleTimeout * 1000)))
    let http = HTTPServerBuilder { [connections, forwarding] in
      GuardedChannel(
        base: HTTP1Channel(responder: $0, configuration: configuration), connections: connections,
        forwarding: forwarding, log: log)
    }
    guard let certificates else { return http }
    return try .tls(http, tlsConfiguration: certificates.configuration)
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
      throw ServerOptionsError(listening: error, host: options.host, port: options.port) ?? error
    }
  }

  /// The server as a group of services; ends with `CancellationError` if the grace period was too short.
  package func group(signals: [UnixSignal], running: @escaping @Sendable (Int) async -> Void) throws -> ServiceGroup {
    let listener = options.metricsPort.map { port in
      MetricsListener(host: options.metricsHost, port: port, logger: logger) { [metrics, gate] in
        await metrics.text(gate: gate)
      }
    }
    var configuration = ServiceGroupConfiguration(
      services: (listener.map { [.init(service: $0)] } ?? []) + [
        .init(service: try application(running: running)),
        .init(service: Drain(slot: slot, duration: .seconds(options.drain))),
      ], gracefulShutdownSignals: signals, logger: logger)
    configuration.maximumGracefulShutdownDuration = .seconds(options.drain + options.grace)
    return ServiceGroup(configuration: configuration)
  }
}
