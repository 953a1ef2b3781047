import HTTPTypes
import Hummingbird
import Synchronization

/// Refuses a client that sends more requests than its rate.
final class RateLimitMiddleware: RouterMiddleware {
  typealias Context = ServingContext

  private let limiter: Mutex<RateLimiter>
  private let trustsForwarded: Bool
  private let exempt: Set<String>
  private let start = ContinuousClock.now

  /// - Parameters:
  ///   - trustsForwarded: whether the last entry of `X-Forwarded-For` is the client; only behind a proxy that writes
  ///     it, since clients can send it too.
  ///   - exempt: routes that are never refused.
  init(rate: Double, trustsForwarded: Bool, exempt: Set<String>) {
    limiter = Mutex(RateLimiter(rate: rate))
    self.exempt = exempt
    self.trustsForwarded = trustsForwarded
  }

  func handle(
    _ request: Request, context: ServingContext, next: (Request, ServingContext) async throws -> Response
  ) async throws -> Response {
    // Probes and monitoring must not be rejected.
    if let route = context.endpointPath, exempt.contains(route) { return try await next(request, context) }
    let client = client(request, context)
    let now = start.duration(to: .now) / .seconds(1)
    if let wait = limiter.withLock({ $0.consume(client, now: now) }) { throw Problem.tooManyRequests(retryAfter: wait) }
    return try await next(request, context)
  }

  private func client(_ request: Request, _ context: ServingContext) -> String {
    let forwarded = request.headers[.xForwardedFor]?.split(separator: ",").last?.trimmingSpaces().prefix(64)
    if trustsForwarded, let forwarded { return String(forwarded) }
    return context.address ?? "unknown"
  }
}

extension HTTPField.Name {
  // The literal is a token, so that the name is always there.
  fileprivate static let xForwardedFor = HTTPField.Name("X-Forwarded-For")!
}

extension Substring {
  fileprivate func trimmingSpaces() -> Substring {
    var text = drop { $0 == " " }
    while text.last == " " { text.removeLast() }
    return text
  }
}
