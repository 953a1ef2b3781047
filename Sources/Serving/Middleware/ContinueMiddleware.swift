import HTTPTypes
import Hummingbird

/// Has a client that waits (`Expect: 100-continue`) told to send its body when a route reads it; a request that is refused
/// before costs it no upload.
struct ContinueMiddleware: RouterMiddleware {
  typealias Context = ServingContext

  func handle(
    _ request: Request, context: ServingContext, next: (Request, ServingContext) async throws -> Response
  ) async throws -> Response {
    guard request.head.expectsContinue else { return try await next(request, context) }
    var request = request
    request.body = .init(asyncSequence: AwaitedBody(base: request.body, channel: context.channel))
    return try await next(request, context)
  }
}

extension HTTPRequest {
  /// Whether the client waits to be told to send the body (RFC 9110, 10.1.1).
  var expectsContinue: Bool { headerFields[.expect]?.lowercased() == "100-continue" }
}
