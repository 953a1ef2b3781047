import HTTPTypes
import Hummingbird

/// What browsers may do with responses: nothing from another host, no inline script or style, and frames only where
/// the operator says so.
struct SecurityHeadersMiddleware: RouterMiddleware {
  typealias Context = ServingContext

  private let policy: String

  /// - Parameter ancestors: Whose pages may show these in a frame, in the words of `frame-ancestors`.
  init(ancestors: String) {
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
    return response
  }
}

extension HTTPField.Name {
  // The literal is a token, so that the name is always there.
  fileprivate static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
}
