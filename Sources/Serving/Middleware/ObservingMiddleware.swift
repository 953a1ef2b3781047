import HTTPTypes
import Hummingbird
import Logging
import Tracing

/// Names every request, counts it, makes its span and writes the access log: no image, and no address unless the operator asks for it.
struct ObservingMiddleware: RouterMiddleware {
  typealias Context = ServingContext

  let metrics: ServerMetrics
  let logs: Bool
  let logsAddresses: Bool
  let forwarding: Forwarding
  /// What makes spans; nil where nobody wants them.
  let tracer: (any Tracer)?
  /// Paths whose requests make no spans: what watches the server asks them all the time.
  let probes: Set<String>

  func handle(
    _ request: Request, context: ServingContext, next: (Request, ServingContext) async throws -> Response
  ) async throws -> Response {
    let start = ContinuousClock.now
    // The router's own label for an unknown path.
    let route = context.endpointPath.flatMap { $0 == "NotFound" ? nil : $0 }
    let active = tracer.flatMap { tracer in
      probes.contains(request.uri.path)
        ? nil
        : ActiveSpan(tracer, request, route: route, isSecure: forwarding.isSecure(request, context.address))
    }
    let trace = RequestTrace(request.headers, traceID: active?.traceID)
    var context = context
    context.trace = trace
    context.logger[metadataKey: "request_id"] = "\(trace.id)"
    if let traceID = trace.traceID { context.logger[metadataKey: "trace_id"] = "\(traceID)" }
    var response = try await answer(request, context, within: active, next)
    response.headers[.requestID] = trace.id
    active?.end(response)
    let seconds = start.duration(to: .now) / .seconds(1)
    let status = response.status.code
    metrics.served(route: route ?? "unknown", method: request.method.rawValue, status: status, seconds: seconds)
    guard logs else { return response }
    var metadata: Logger.Metadata = [
      "method": "\(request.method.rawValue)", "route": "\(route ?? "unknown")", "status": .stringConvertible(status),
      "seconds": .stringConvertible((seconds * 1e6).rounded() / 1e6),
      "bytes": .stringConvertible(request.headers[.contentLength].flatMap { Int($0) } ?? 0),
    ]
    if logsAddresses { metadata["address"] = "\(forwarding.client(request, context.address))" }
    context.logger.info("request", metadata: metadata)
    return response
  }

  private func answer(
    _ request: Request, _ context: ServingContext, within active: ActiveSpan?,
    _ next: (Request, ServingContext) async throws -> Response
  ) async throws -> Response {
    guard let active else { return try await next(request, context) }
    do {
      return try await ActiveSpan.$current.withValue(active) { try await next(request, context) }
    } catch {
      active.fail(error)
      active.end()
      throw error
    }
  }
}
