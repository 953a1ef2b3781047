import HTTPTypes
import Hummingbird
import Logging
import Taxonomy

/// Turns every error into a response: `application/problem+json` on the APIs, a page for people.
struct ProblemMiddleware: RouterMiddleware {
  typealias Context = ServingContext

  let table: RouteTable
  let templates: Templates

  func handle(
    _ request: Request, context: ServingContext, next: (Request, ServingContext) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch {
      return try answer(problem(error, request, context), to: request, context.trace)
    }
  }

  private func problem(_ error: any Error, _ request: Request, _ context: ServingContext) -> Problem {
    switch error {
    case let problem as Problem: return problem
    case let refusal as ImageRefusal: return Problem(refusal)
    case let error as any MemoryShortageError where error.isShortage:
      context.logger.warning("memory is short", metadata: ["error": "\(error)"])
      return .shortOfMemory
    case is CancellationError: return .unavailable("The server is stopping", retryAfter: 1)
    case let error as any HTTPResponseError where error.status == .notFound: return missing(request)
    case let error as any HTTPResponseError where error.status.kind == .clientError:
      return Problem(
        status: error.status.code, title: error.status.reasonPhrase, detail: "The request can't be answered as it is.")
    default:
      context.logger.error("request failed", metadata: ["error": "\(error)"])
      return .failed
    }
  }

  private func missing(_ request: Request) -> Problem {
    let allowed = table.methods(at: request.uri.path)
    guard allowed.isEmpty else { return .methodNotAllowed(request.method.rawValue, allowed: allowed) }
    return .notFound("There is nothing at this URL; / is the page, /openapi.json the API's description.")
  }

  private func answer(_ problem: Problem, to request: Request, _ trace: RequestTrace?) throws -> Response {
    guard Self.wantsPage(request) else {
      return try .problem(problem, inferenceProtocol: request.uri.path.hasPrefix("/v2"), trace: trace)
    }
    var response = Response.html(
      try templates.message(problem),
      status: HTTPResponse.Status(code: problem.status))
    response.add(problem)
    return response
  }

  static func wantsPage(_ request: Request) -> Bool {
    let path = request.uri.path
    guard !path.hasPrefix("/api/"), !path.hasPrefix("/v2") else { return false }
    return request.headers[.accept]?.contains("text/html") == true
  }
}
