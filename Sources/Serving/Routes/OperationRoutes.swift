import Hummingbird

/// `GET /healthz`, `/readyz`, `/metrics`, and the OpenAPI description.
struct OperationRoutes: Sendable {
  let predictor: AdmittedClassifier
  /// The OpenAPI description.
  let description: [UInt8]
  /// Vertex AI's health route, which takes the place of a route of liveness.
  let healthPath: String

  /// Whether the metrics are answered here, and not at an address of their own.
  let hasMetrics: Bool

  /// Routes that report readiness whatever the options are.
  static let readiness: Set = ["/readyz", "/v2/health/ready"]

  private struct Status: Codable { let status: String }

  func add(to table: inout RouteTable) throws(RouteTable.Clash) {
    if healthPath != "/healthz" { try table.probe("/healthz", Self.live) }
    try table.probe("/readyz") { _, _ in try Self.ready(predictor) }
    if hasMetrics {
      try table.add(.get, "/metrics", isProbe: true) { _, _ in
        .bytes(await predictor.metrics.text(gate: predictor.gate).utf8, type: Exposition.contentType)
      }
    }
    try table.get("/openapi.json") { _, _ in
      .bytes(description, type: "application/json")
    }
  }

  /// Alive: the process answers.
  static let live: RouteTable.Handler = { _, _ in try .json(Status(status: "alive")) }

  /// Ready: a verified model answers, and the server isn't stopping.
  static func ready(_ predictor: AdmittedClassifier) throws -> Response {
    try predictor.slot.checkReady()
    return try .json(Status(status: "ready"))
  }
}
