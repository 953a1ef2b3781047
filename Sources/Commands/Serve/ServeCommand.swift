import ArgumentParser
import Foundation
import Imaging
import Inference
import Logging
import Serving
import Support
import Telemetry

/// `dogbreed serve`: the web page and the APIs.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Serve the web page and the APIs.",
    discussion: """
      Options come from flags, then from the environment (DOGBREED_PORT, DOGBREED_RATE_LIMIT, …), then from --config. \
      The address is printed once the model is proven and the server listens. SIGTERM finishes what is in flight and \
      ends with 0; SIGHUP loads the model folder again (from its gs:// or s3:// URL, too), proves it by its golden answers \
      and swaps it in without dropping a request. The log goes to standard error: one JSON object per line, or on a \
      terminal one line for people (--log-format).

      Examples:
        dogbreed serve
        dogbreed serve --model my-model --port 9000 --feedback corrections
      """)

  @OptionGroup var modelOptions: ModelOptions
  @OptionGroup var engine: EngineOptions
  @OptionGroup var serving: ServeOptions

  func run() async throws {
    Crashes.endAtOnce()
    let sources = try await OptionSources(
      flags: serving.given, environment: ProcessInfo.processInfo.environment, file: serving.config)
    // What is wrong with them is said before the model is fetched.
    var options = try ServerOptions(sources)
    for warning in sources.warnings { Console.error("warning: \(warning)") }
    let collector = try CollectorSettings(
      environment: ProcessInfo.processInfo.environment, endpoint: options.otlpEndpoint, version: Program.version)
    for warning in collector?.warnings ?? [] { Console.error("warning: \(warning)") }
    let modes = Self.modes(options, makesSpans: collector != nil)
    let idle = OptionMode.notes(modes, given: Array(CommandLine.arguments.dropFirst()))
    for note in idle { Console.error("note: \(note)") }
    if let pool = Limits.isolated.pool {
      // Golden images are the first that it decodes; it starts while the model is loaded.
      pool.start()
    } else {
      Console.error(
        "note: Images are decoded in the server's own process, since its folder has no program called dogbreed; an image that "
          + "crashes its decoder ends the server.")
    }
    let place = try await ModelPlace.url(modelOptions.model)
    options = try ServerOptions(sources, modelBytes: ModelPlace.bytes(in: place))
    let isForPeople = options.logFormat == .auto ? Console.standardErrorIsTerminal : options.logFormat == .text
    let logger = Logger(label: "serve") { (label) -> any LogHandler in
      isForPeople ? TextLinesHandler() : JSONLinesHandler(label: label)
    }
    let metrics = ServerMetrics()
    try await SpanExporter.run(collector, metrics: metrics.registry, logger: logger) { tracer in
      let server = try Server(
        options: options, watched: options.watch ? place : nil, logger: logger, metrics: metrics, tracer: tracer,
        keptImage: KeptImage.feedback
      ) { [modelOptions, engine, budget = options.decodeBudget] in
        try await modelOptions.predictor(
          engine, progress: LoggedNotes(logger: logger), decodeBudget: budget, loadsIndex: true)
      }
      try await server.run { [options] port in
        // A server serves, whoever reads its output.
        try? Self.announce(port, options)
        // It waits for a process, which no thread of Swift's pool should.
        Thread.detachNewThread { Self.warnOfDecoders(logger) }
      }
    }
  }

  /// Says what is amiss with the processes that decode images, which a first one shows.
  private static func warnOfDecoders(_ logger: Logger) {
    do throws(ImagingError) {
      guard let reason = try Limits.isolated.pool?.confinementFailure() else { return }
      let harm = "an image that takes over its decoder can do whatever the server may"
      logger.warning("this system doesn't confine the processes that decode images (\(reason)): \(harm)")
    } catch {
      logger.warning("images other than ordinary JPEG can't be decoded", metadata: ["error": "\(error)"])
    }
  }

  /// Prints where the server listens.
  private static func announce(_ port: Int, _ options: ServerOptions) throws {
    let address = ServerAddress(host: options.host, port: port, isSecure: options.certificate != nil)
    try Console.out(
      Console.standardOutputIsTerminal ? "Ready: open \(address.local) in a browser; Ctrl-C ends it." : "\(address)")
  }
}

/// Notes of a model's loading, as warnings in the server's log.
private struct LoggedNotes: ProgressReporter {
  let logger: Logger
  func begin(_ what: String, total: Int) {}
  func advance(to done: Int, of total: Int) {}
  func note(_ sentence: String) { logger.warning("\(sentence)") }
}

extension ServeCommand {
  /// Which options need others, wherever those are set.
  private static func modes(_ options: ServerOptions, makesSpans: Bool) -> [OptionMode] {
    [
      OptionMode("feedback-limit", isUsed: options.feedback != nil, "without --feedback"),
      OptionMode("log-addresses", isUsed: options.accessLog, "with --no-access-log"),
      OptionMode(
        "otlp-endpoint", isUsed: makesSpans, "with OTEL_SDK_DISABLED=true or OTEL_TRACES_EXPORTER=none"),
    ]
  }
}
