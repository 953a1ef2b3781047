import HTTPTypes
import Hummingbird

/// What browsers may do with responses: nothing from another host, no inline script or style, and frames only where
/// the operator says so.
struct SecurityHeadersMiddleware: RouterMiddleware {
  typealias Context = ServingContext

  private let policy: String
  /// Seconds that browsers are to insist on TLS; nil for not saying so.
  private let hsts: Double?
  private let forwarding: Forwarding

  /// - Parameter ancestors: Whose pages may show these in a frame, in the words of `frame-ancestors`.
  init(ancestors: String, hsts: Double?, forwarding: Forwarding) {
    (self.hsts, self.forwarding) = (hsts, forwarding)
    policy = [
      "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data: blob:",
      "connect-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors \(ancestors)",
    ].joined(separator: "; ")
  }

  func handle(
    _ request: Request, context: ServingContext, next: (Request, ServingContext) async throws -> Response
  ) async throws -> Response {
    var response = try await next(request, context)
    response.headers[.contentSecurityPolicy] = policy
    response.headers[.xContentTypeOptions] = "nosniff"
    response.headers[.referrerPolicy] = "no-referrer"
    // Over plain HTTP it means nothing (RFC 6797, 7.2).
    if let hsts, forwarding.isSecure(request, context.address) {
      response.headers[.strictTransportSecurity] = "max-age=\(Int(hsts))"
    }
    return response
  }
}

extension HTTPField.Name {
  // The literal is a token, so that the name is always there.
  fileprivate static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
}
