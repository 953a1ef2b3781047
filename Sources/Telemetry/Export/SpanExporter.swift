import CoreMetrics
import Logging
import Transport

/// Sends spans to a collector for as long as a program serves.
package enum SpanExporter {
  /// Runs a body with a tracer, and sends what is left of its spans when it ends, within a limit.
  ///
  /// Spans never wait for the collector: what there is no room for is dropped and counted. Without settings there is no tracer,
  /// and nothing is made. Throws what the body throws.
  package static func run<Value: Sendable>(
    _ settings: CollectorSettings?, metrics: any MetricsFactory, logger: Logger,
    _ body: (SpanTracer?) async throws -> Value
  ) async throws -> Value {
    guard let settings else { return try await body(nil) }
    var options = HTTPTransport.Options()
    (options.connect, options.idle, options.connections) = (settings.limits.timeout, settings.limits.timeout, 1)
    options.proxies = settings.proxies
    return try await HTTPTransport.with(options) { transport in
      let (reasons, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
      let buffer = SpanBuffer(settings.limits, wake: wake, metrics: metrics)
      let tracer = SpanTracer(sampler: settings.sampler) { buffer.add($0) }
      return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          var sender = SpanSender(settings, buffer, transport, logger)
          await sender.run(reasons)
        }
        group.addTask {
          while !Task.isCancelled {
            try? await Task.sleep(for: settings.limits.delay)
            wake.yield()
          }
        }
        let outcome: Result<Value, any Error>
        do { outcome = .success(try await body(tracer)) } catch { outcome = .failure(error) }
        wake.finish()
        group.addTask { try? await Task.sleep(for: settings.limits.flush) }
        // The sender's end, or the limit's: the timer has none.
        _ = try await group.next()
        group.cancelAll()
        let lost = buffer.abandon()
        if lost > 0 { logger.warning("spans are lost", metadata: ["number": .stringConvertible(lost)]) }
        return try outcome.get()
      }
    }
  }
}
