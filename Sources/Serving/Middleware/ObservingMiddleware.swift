import HTTPTypes
import Hummingbird
import Logging

/// Names every request, counts it and writes the access log: no image, and no address unless the operator asks for it.
struct ObservingMiddleware: RouterMiddleware {
  typealias Context = ServingContext

  let metrics: ServerMetrics
  let logs: Bool
  let logsAddresses: Bool
  let forwarding: Forwarding

  func handle(
    _ request: Request, context: ServingContext, next: (Request, ServingContext) async throws -> Response
  ) async throws -> Response {
    let start = ContinuousClock.now
    let trace = RequestTrace(request.headers)
    var context = context
    context.trace = trace
    context.logger[metadataKey: "request_id"] = "\(trace.id)"
    if let traceID = trace.traceID { context.logger[metadataKey: "trace_id"] = "\(traceID)" }
    var response = try await next(request, context)
    response.headers[.requestID] = trace.id
    let seconds = start.duration(to: .now) / .seconds(1)
    // The router's own label for an unknown path.
    let route = context.endpointPath.map { $0 == "NotFound" ? "unknown" : $0 } ?? "unknown"
    let status = response.status.code
    metrics.served(route: route, method: request.method.rawValue, status: status, seconds: seconds)
    guard logs else { return response }
    var metadata: Logger.Metadata = [
      "method": "\(request.method.rawValue)", "route": "\(route)", "status": .stringConvertible(status),
      "seconds": .stringConvertible((seconds * 1e6).rounded() / 1e6),
      "bytes": .stringConvertible(request.headers[.contentLength].flatMap { Int($0) } ?? 0),
    ]
    if logsAddresses { metadata["address"] = "\(forwarding.client(request, context.address))" }
    context.logger.info("request", metadata: metadata)
    return response
  }
}
