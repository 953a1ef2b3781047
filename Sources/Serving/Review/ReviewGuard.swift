import HTTPTypes
import Hummingbird
import Logging
import Review
import Synchronization

/// Lets through who came by the printed address alone: not pages of other sites, whatever name they reach this machine by, nor
/// other programs that don't know the token.
struct ReviewGuard: RouterMiddleware {
  typealias Context = ServingContext

  let token: ReviewToken
  let port: ReviewPort

  private static let policy = [
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'",
    "form-action 'none'", "base-uri 'none'", "frame-ancestors 'none'",
  ].joined(separator: "; ")

  func handle(
    _ request: Request, context: ServingContext, next: (Request, ServingContext) async throws -> Response
  ) async throws -> Response {
    var response: Response
    do {
      try check(request)
      response = try await next(request, context)
    } catch {
      response = try .problem(problem(error, context))
    }
    response.headers[.contentSecurityPolicy] = Self.policy
    response.headers[.xContentTypeOptions] = "nosniff"
    response.headers[.cacheControl] = "no-store"
    response.headers[.referrerPolicy] = "no-referrer"
    response.headers[.openerPolicy] = "same-origin"
    response.headers[.resourcePolicy] = "same-origin"
    return response
  }

  /// Throws `Problem` 400, 403 or 421.
  private func check(_ request: Request) throws(Problem) {
    // The first Host is the authority; another one stays among the fields. A name that somebody lets lead to this machine is
    // not one of its own.
    guard let authority = request.head.authority, request.headers[.host] == nil, port.isOwn(authority) else {
      throw Problem(
        status: 421, title: "Misdirected Request", detail: "This server answers at the printed address alone.")
    }
    if let site = request.headers[.fetchSite], !["same-origin", "none"].contains(site),
      request.method != .get || request.headers[.fetchMode] != "navigate"
    {
      throw .otherSite
    }
    if let origin = request.headers[.origin], !port.isOwn(origin: origin) { throw .otherSite }
    // A form of another site can't send a header.
    let shown =
      request.method == .get || request.method == .head
      ? request.uri.queryParameters["token"].map(String.init) ?? request.headers[.token] : request.headers[.token]
    guard let shown, token.matches(shown) else {
      throw Problem(
        status: 403, title: "Forbidden", detail: "Open the whole address that dogbreed review printed, with its token.")
    }
    if request.method == .post, request.headers[.contentType]?.hasPrefix("application/json") != true {
      throw Problem(status: 415, title: "Unsupported Media Type", detail: "Send application/json.")
    }
  }

  private func problem(_ error: any Error, _ context: ServingContext) -> Problem {
    switch error {
    case let problem as Problem: return problem
    case let refusal as ReviewRefusal: return Problem(status: 409, title: "Conflict", detail: refusal.description)
    case let error as ReviewError:
      if case .notKept = error { return Problem(status: 507, title: "Not Kept", detail: error.description) }
      return Problem(status: 409, title: "Conflict", detail: error.description)
    case let error as any HTTPResponseError where error.status == .notFound:
      return .notFound("There is nothing at this URL.")
    case let error as any HTTPResponseError where error.status.kind == .clientError:
      return Problem(
        status: error.status.code, title: error.status.reasonPhrase, detail: "The request can't be answered as it is.")
    default:
      context.logger.error("request failed", metadata: ["error": "\(error)"])
      return Problem(status: 500, title: "Internal Server Error", detail: "\(error)")
    }
  }
}

extension Problem {
  fileprivate static let otherSite = Problem(
    status: 403, title: "Forbidden", detail: "Another site's page may not do that.")
}

/// The port that the system gave, once it is known.
final class ReviewPort: Sendable {
  private let number = Mutex<Int?>(nil)

  func set(_ port: Int) { number.withLock { $0 = port } }

  private var names: [String] {
    let port = number.withLock { $0 }
    return ["127.0.0.1", "localhost"].map { name in port.map { $0 == 80 ? name : "\(name):\($0)" } ?? name }
  }

  func isOwn(_ authority: String) -> Bool { names.contains(authority.lowercased()) }

  func isOwn(origin: String) -> Bool { names.contains { origin.lowercased() == "http://\($0)" } }
}

extension HTTPField.Name {
  // The literals are tokens, so that the names are always there.
  fileprivate static let host = HTTPField.Name("Host")!
  fileprivate static let token = HTTPField.Name("X-Review-Token")!
  fileprivate static let fetchSite = HTTPField.Name("Sec-Fetch-Site")!
  fileprivate static let fetchMode = HTTPField.Name("Sec-Fetch-Mode")!
  fileprivate static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
  fileprivate static let openerPolicy = HTTPField.Name("Cross-Origin-Opener-Policy")!
  fileprivate static let resourcePolicy = HTTPField.Name("Cross-Origin-Resource-Policy")!
}
