import HTTPTypes
import Hummingbird

/// Lets another site's pages call the APIs (CORS): answers their preflights, and says so in every answer.
///
/// Pages and feedback stay with this site. No cookies are used, and none are allowed.
struct OriginMiddleware: RouterMiddleware {
  typealias Context = ServingContext

  /// The site that may, or `*` for any.
  let allowed: String
  /// Paths outside of `/api` and `/v2` that are APIs.
  let others: Set<String>

  func handle(
    _ request: Request, context: ServingContext, next: (Request, ServingContext) async throws -> Response
  ) async throws -> Response {
    guard let origin = request.headers[.origin], isAPI(request.uri.path) else {
      return try await next(request, context)
    }
    let isPreflight = request.method == .options && request.headers[.accessControlRequestMethod] != nil
    guard allowed == "*" || origin.lowercased() == allowed.lowercased() else {
      return try await next(request, context)
    }
    var response = isPreflight ? Self.preflight : try await next(request, context)
    response.headers[.accessControlAllowOrigin] = allowed == "*" ? "*" : origin
    response.headers[.accessControlExposeHeaders] = "Retry-After, X-Request-Id"
    if allowed != "*" { response.headers.append(HTTPField(name: .vary, value: "Origin")) }
    return response
  }

  private func isAPI(_ path: String) -> Bool {
    path.hasPrefix("/api/") || path == "/v2" || path.hasPrefix("/v2/") || others.contains(path)
  }

  /// What requests may carry beyond what any form may: a key, JSON, the length of a binary request's JSON.
  private static let sent = ["Authorization", "Content-Type", "Inference-Header-Content-Length", "X-API-Key"]

  private static var preflight: Response {
    Response(
      status: .noContent,
      headers: [
        .accessControlAllowMethods: "GET, POST", .accessControlAllowHeaders: sent.joined(separator: ", "),
        .accessControlMaxAge: "600",
      ])
  }
}
