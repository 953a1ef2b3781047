import CoreMetrics
import Synchronization
import Taxonomy

/// The server's metrics, under the names that `/metrics` shows: the program's prefix, then the thing, then its unit, as
/// Prometheus asks.
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
    Self.describe(registry)
    queued = Meter(label: "dogbreed_queued_images", dimensions: [], factory: registry)
    running = Meter(label: "dogbreed_images_in_progress", dimensions: [], factory: registry)
    resident = Meter(label: "process_resident_memory_bytes", dimensions: [], factory: registry)
    ready = Meter(label: "dogbreed_model_ready", dimensions: [], factory: registry)
    decode = Timer(label: "dogbreed_decode_seconds", dimensions: [], factory: registry)
    inference = Timer(label: "dogbreed_inference_seconds", dimensions: [], factory: registry)
    wait = Timer(label: "dogbreed_queue_wait_seconds", dimensions: [], factory: registry)
  }

  private static func describe(_ registry: PrometheusRegistry) {
    registry.describe("dogbreed_http_requests_total", "Requests by route, method and status.", as: .counter)
    registry.describe(
      "dogbreed_http_request_seconds", "Time from a request's head to its answer, by route.", as: .histogram)
    registry.describe("dogbreed_queued_images", "Images waiting for the engine.", as: .gauge)
    registry.describe("dogbreed_images_in_progress", "Images being classified.", as: .gauge)
    registry.describe("process_resident_memory_bytes", "Resident memory of the process.", as: .gauge)
    registry.describe("dogbreed_model_ready", "1 while a verified model answers.", as: .gauge)
    registry.describe("dogbreed_model_loads_total", "Models loaded, by outcome.", as: .counter)
    registry.describe(
      "dogbreed_connections_refused_total", "Connections refused without an answer, by reason.", as: .counter)
    registry.describe("dogbreed_decode_seconds", "Time to decode one image.", as: .histogram)
    registry.describe("dogbreed_inference_seconds", "Time for the net on one image.", as: .histogram)
    registry.describe("dogbreed_queue_wait_seconds", "Time that one image waited for the engine.", as: .histogram)
    registry.describe("dogbreed_verdicts_total", "Answers by verdict.", as: .counter)
    registry.describe(
      "dogbreed_stages_total", "Answers by the stage of the model's cascade that gave them, of how many.", as: .counter)
    registry.describe(
      "dogbreed_validation_verdicts_ratio", "The share of each verdict that the model had on its validation images.",
      as: .gauge)
    registry.describe(
      "dogbreed_confidence_ratio", "The first prediction's probability, by verdict.", as: .histogram,
      bounds: Series.fractions)
    registry.describe("dogbreed_spans_sent_total", "Spans that the collector took.", as: .counter)
    registry.describe("dogbreed_spans_dropped_total", "Spans that were lost, by reason.", as: .counter)
    registry.describe(
      "dogbreed_refusals_total", "Images and prediction requests that were refused, by status.", as: .counter)
  }

  func answered(_ classification: Classification, waited: Duration) {
    decode.recordSeconds(classification.timings.decode)
    inference.recordSeconds(classification.timings.inference)
    wait.recordSeconds(waited / .seconds(1))
    let verdict = [("verdict", classification.answer.verdict.rawValue)]
    count("dogbreed_verdicts_total", verdict)
    if let stage = classification.answer.stage {
      count("dogbreed_stages_total", [("stage", String(stage.number)), ("of", String(stage.of))])
    }
    guard let first = classification.answer.predictions.first else { return }
    Recorder(label: "dogbreed_confidence_ratio", dimensions: verdict, aggregate: true, factory: registry)
      .record(first.probability)
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
    count("dogbreed_refusals_total", [("status", String(status))])
  }

  func refusedConnection(_ reason: String) { count("dogbreed_connections_refused_total", [("reason", reason)]) }

  /// Counts a model that answers from now on, and shows what to expect of it.
  func swapped(to card: ModelCard) {
    count("dogbreed_model_loads_total", [("outcome", "swapped")])
    ready.set(1)
    for verdict in Verdict.allCases {
      // Of a model that doesn't say, the series of the one before would be wrong.
      Meter(
        label: "dogbreed_validation_verdicts_ratio", dimensions: [("verdict", verdict.rawValue)], factory: registry
      ).set(card.verdicts?[verdict.rawValue] ?? .nan)
    }
  }

  /// Counts a model that was refused.
  func refusedModel() { count("dogbreed_model_loads_total", [("outcome", "refused")]) }

  /// Counts one request. `route` is the route's template, never the path, so that the number of series is bounded.
  func served(route: String, method: String, status: Int, seconds: Double) {
    let known = ["GET", "HEAD", "POST"].contains(method) ? method : "other"
    count("dogbreed_http_requests_total", [("route", route), ("method", known), ("status", String(status))])
    Timer(label: "dogbreed_http_request_seconds", dimensions: [("route", route)], factory: registry)
      .recordSeconds(seconds)
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
