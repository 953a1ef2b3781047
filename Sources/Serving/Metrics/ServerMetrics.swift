import CoreMetrics
import Synchronization
import Taxonomy

/// The server's metrics, under the names that `/metrics` shows.
package struct ServerMetrics: Sendable {
  /// What the metrics are written into.
  package let registry: PrometheusRegistry
  private let queued: Meter
  private let running: Meter
  private let resident: Meter
  private let ready: Meter
  private let decode: Timer
  private let inference: Timer
  private let wait: Timer

  package init(registry: PrometheusRegistry = PrometheusRegistry()) {
    self.registry = registry
    queued = Meter(label: "queue_depth", dimensions: [], factory: registry)
    running = Meter(label: "pictures_in_progress", dimensions: [], factory: registry)
    resident = Meter(label: "process_resident_memory_bytes", dimensions: [], factory: registry)
    ready = Meter(label: "model_ready", dimensions: [], factory: registry)
    decode = Timer(label: "decode_seconds", dimensions: [], factory: registry)
    inference = Timer(label: "inference_seconds", dimensions: [], factory: registry)
    wait = Timer(label: "queue_wait_seconds", dimensions: [], factory: registry)
    registry.describe("http_requests_total", "Requests by route, method and status.", as: .counter)
    registry.describe("http_request_seconds", "Time from a request's head to its answer, by route.", as: .histogram)
    registry.describe("queue_depth", "Images waiting for the engine.", as: .gauge)
    registry.describe("pictures_in_progress", "Images being classified.", as: .gauge)
    registry.describe("process_resident_memory_bytes", "Resident memory of the process.", as: .gauge)
    registry.describe("model_ready", "1 while a verified model answers.", as: .gauge)
    registry.describe("model_loads_total", "Models loaded, by outcome.", as: .counter)
    registry.describe("connections_refused_total", "Connections refused without an answer, by reason.", as: .counter)
    registry.describe("decode_seconds", "Time to decode one image.", as: .histogram)
    registry.describe("inference_seconds", "Time for the net on one image.", as: .histogram)
    registry.describe("queue_wait_seconds", "Time that one image waited for the engine.", as: .histogram)
    registry.describe("verdicts_total", "Answers by verdict.", as: .counter)
    registry.describe("refusals_total", "Images and prediction requests that were refused, by status.", as: .counter)
  }

  func answered(_ classification: Classification, waited: Duration) {
    decode.recordSeconds(classification.timings.decode)
    inference.recordSeconds(classification.timings.inference)
    wait.recordSeconds(waited / .seconds(1))
    count("verdicts_total", [("verdict", classification.answer.verdict.rawValue)])
  }

  /// Counts an image, or a request of images, that ended with an error instead of an answer.
  func refused(_ error: any Error) {
    let status =
      switch error {
      case let problem as Problem: problem.status
      case is CancellationError: 503
      case let error as any MemoryShortageError where error.isShortage: 503
      default: 500
      }
    count("refusals_total", [("status", String(status))])
  }

  func refusedConnection(_ reason: String) { count("connections_refused_total", [("reason", reason)]) }

  func loaded(_ success: Bool) {
    count("model_loads_total", [("outcome", success ? "swapped" : "refused")])
    if success { ready.set(1) }
  }

  /// Counts one request. `route` is the route's template, never the path, so that the number of series is bounded.
  func served(route: String, method: String, status: Int, seconds: Double) {
    let known = ["GET", "HEAD", "POST"].contains(method) ? method : "other"
    count("http_requests_total", [("route", route), ("method", known), ("status", String(status))])
    Timer(label: "http_request_seconds", dimensions: [("route", route)], factory: registry).recordSeconds(seconds)
  }

  private func count(_ name: String, _ labels: [(String, String)]) {
    Counter(label: name, dimensions: labels, factory: registry).increment()
  }

  /// The text of `/metrics`, with the gauges read now.
  func text(gate: Gate) async -> String {
    queued.set(await gate.waiting)
    running.set(await gate.running)
    if let bytes = ResidentMemory.bytes { resident.set(bytes) }
    return registry.text()
  }
}
