import HTTPTypes
import Hummingbird
import Synchronization

/// Refuses a client that sends more requests than its rate.
final class RateLimitMiddleware: RouterMiddleware {
  typealias Context = ServingContext

  private let limiter: Mutex<RateLimiter>
  private let forwarding: Forwarding
  private let exempt: Set<String>
  private let start = ContinuousClock.now

  /// - Parameter exempt: routes that are never refused.
  init(rate: Double, forwarding: Forwarding, exempt: Set<String>) {
    limiter = Mutex(RateLimiter(rate: rate))
    self.forwarding = forwarding
    self.exempt = exempt
  }

  func handle(
    _ request: Request, context: ServingContext, next: (Request, ServingContext) async throws -> Response
  ) async throws -> Response {
    // Probes and monitoring must not be rejected.
    if let route = context.endpointPath, exempt.contains(route) { return try await next(request, context) }
    let client = forwarding.client(request, context.address)
    let now = start.duration(to: .now) / .seconds(1)
    if let wait = limiter.withLock({ $0.consume(client, now: now) }) { throw Problem.tooManyRequests(retryAfter: wait) }
    return try await next(request, context)
  }
}
