import HTTPTypes
import Hummingbird

/// Refuses a request without its one `Host` (RFC 9112, 3.2).
struct HostMiddleware: RouterMiddleware {
  typealias Context = ServingContext

  func handle(
    _ request: Request, context: ServingContext, next: (Request, ServingContext) async throws -> Response
  ) async throws -> Response {
    // The first Host is the authority; another one stays among the fields.
    guard request.head.authority != nil, request.headers[.host] == nil else {
      var problem = Problem.malformed("The request has no Host, or more than one; send exactly one.")
      problem.closesConnection = true
      throw problem
    }
    return try await next(request, context)
  }
}

extension HTTPField.Name {
  // The literal is a token, so that the name is always there.
  fileprivate static let host = HTTPField.Name("Host")!
}
