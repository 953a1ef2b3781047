extension ServerOption {
  /// Every option of the server, in the order of the help.
  package static let all: [ServerOption] = address + admission + budgets + connections + people + operation

  private static let address: [ServerOption] = [
    ServerOption(
      "host", .text(\.host), "Address to listen on; all addresses where PORT or AIP_HTTP_PORT is set"),
    ServerOption("port", .count(\.port, 0...65_535), "Port, 0 for a free one", cloud: ["AIP_HTTP_PORT", "PORT"]),
    ServerOption("tls-cert", .path(\.certificate), "Certificate chain, a PEM file; with --tls-key"),
    ServerOption("tls-key", .path(\.key), "Private key, a PEM file; with --tls-cert"),
    ServerOption(
      "hsts", .limit(\.hsts, 1...63_072_000), "Seconds that browsers insist on TLS after a visit (HSTS)"),
    ServerOption(
      "metrics-port", .number(\.metricsPort, 0...65_535),
      "A separate port for /metrics, which the server's own port then doesn't answer; 0 for a free one, which is logged"
    ),
    ServerOption("metrics-host", .text(\.metricsHost), "Address to listen on for --metrics-port"),
  ]

  private static let admission: [ServerOption] = [
    ServerOption(
      "width", .count(\.width, 1...1024), "Images processed at a time", default: "2 × cores + 1"),
    ServerOption(
      "queue", .count(\.queue, 0...100_000), "Images that may wait; further ones get 503 and Retry-After"),
    ServerOption("deadline", seconds(\.deadline), "Seconds after which a request gets 504"),
    ServerOption(
      "rate-limit", .limit(\.rateLimit, 0.001...1_000_000),
      "Requests per second from one client; further ones get 429"),
    ServerOption(
      "trust-forwarded", .flag(\.trustsForwarded),
      "Take the client's address and the scheme from X-Forwarded-For and X-Forwarded-Proto; only behind a proxy that sets them"
    ),
    ServerOption(
      "trusted-proxies", .path(\.trustedProxies),
      "Do so only for requests from these addresses or prefixes (10.0.0.0/8, separated by commas)"),
    ServerOption(
      "api-key-file", .path(\.apiKeyFile),
      "File of keys, one per line; requests need one (Authorization: Bearer KEY, or X-API-Key), health routes don't"),
  ]

  private static let budgets: [ServerOption] = [
    ServerOption(
      "body-limit", .count(\.bodyLimit, 1...(1 << 30)),
      "Bytes of one request's body; larger ones get 413"
    ),
    ServerOption(
      "body-budget", .count(\.bodyBudget, 1...(1 << 40)), "Bytes of all requests' bodies together",
      default: "536870912, less in a small container"),
    ServerOption(
      "decode-budget", .count(\.decodeBudget, 1...(1 << 40)),
      "Bytes that all images being decoded may take together; an image that alone would take more gets 422",
      default: "536870912, less in a small container"),
  ]

  private static let connections: [ServerOption] = [
    ServerOption("connections", .count(\.connections, 1...1_000_000), "Open connections"),
    ServerOption(
      "client-connections", .count(\.clientConnections, 1...1_000_000),
      "Open connections of one client (an IPv4 address, an IPv6 /64); further ones are closed, proxies have no limit"),
    ServerOption(
      "idle-timeout", seconds(\.idleTimeout), "Seconds that a connection may go without a complete request head"),
    ServerOption("read-timeout", seconds(\.readTimeout), "Seconds that a request's body may take to arrive"),
    ServerOption("write-timeout", seconds(\.writeTimeout), "Seconds that a client may take for an answer"),
  ]

  private static let people: [ServerOption] = [
    ServerOption(
      "feedback", .path(\.feedback), "Folder for photos whose answer people confirm or correct; train can read it"),
    ServerOption("feedback-limit", .count(\.feedbackLimit, 1...(1 << 50)), "Bytes of all photos in that folder"),
    ServerOption(
      "allow-origin", .origin(\.allowedOrigin),
      "Another site whose pages may call the APIs, such as https://example.org, or * for any (CORS)"),
    ServerOption(
      "embeddable", .flag(\.isEmbeddable),
      "Let the site of allow-origin, or any site if none is given, show the pages in a frame"),
  ]

  private static let operation: [ServerOption] = [
    ServerOption(
      "drain", .amount(\.drain, 0...86_400),
      "Seconds after SIGTERM in which requests are still accepted, while /readyz answers 503"),
    ServerOption("grace", seconds(\.grace), "Seconds that requests in flight get to finish when the server stops"),
    ServerOption(
      "watch", .flag(\.watch), "Load the model folder, certificate and keys again when they change, as SIGHUP does"),
    ServerOption(
      "access-log", .flag(\.accessLog), "Log each request to standard error: its route, never its path or image"),
    ServerOption(
      "log-format", .choice(\.logFormat),
      "How the log is written: json (one object per line), text, or auto (text where standard error is a terminal)"),
    ServerOption("log-addresses", .flag(\.logsAddresses), "Write clients' addresses to the access log"),
    ServerOption(
      "otlp-endpoint", .url(\.otlpEndpoint),
      "OpenTelemetry collector that gets each request's spans over HTTP; /v1/traces is added. OTEL_EXPORTER_OTLP_ENDPOINT means the same"
    ),
    ServerOption(
      "predict-route", .route(\.predictPath), "Path of Vertex AI's prediction route", cloud: ["AIP_PREDICT_ROUTE"]),
    ServerOption(
      "health-route", .route(\.healthPath), "Path of Vertex AI's health route: 200 once the model is ready",
      cloud: ["AIP_HEALTH_ROUTE"]),
  ]

  private static func seconds(_ path: Place<Double>) -> Field {
    .amount(path, 0.001...86_400)
  }
}
