import Foundation
import HTTPTypes
import Hummingbird

/// Answers only clients that show one of the keys; what watches whether the server is well needs none.
///
/// Programs send `Authorization: Bearer KEY` or `X-API-Key: KEY`. Browsers ask for a name and a password (`Basic`), and
/// the password is the key.
struct AccessMiddleware: RouterMiddleware {
  typealias Context = ServingContext

  let keys: APIKeyFile
  /// Routes that need no key.
  let open: Set<String>

  func handle(
    _ request: Request, context: ServingContext, next: (Request, ServingContext) async throws -> Response
  ) async throws -> Response {
    if let route = context.endpointPath, open.contains(route) { return try await next(request, context) }
    let shown = Self.keys(in: request.headers)
    guard shown.contains(where: keys.contains) else {
      throw Problem.unauthorized(isWrong: !shown.isEmpty, asksPeople: ProblemMiddleware.wantsPage(request))
    }
    return try await next(request, context)
  }

  private static func keys(in headers: HTTPFields) -> [String] {
    var keys = headers[values: .xAPIKey]
    if let value = headers[.authorization] {
      let scheme = value.prefix { $0 != " " }.lowercased()
      let rest = value.dropFirst(scheme.count).trimmingCharacters(in: .whitespaces)
      switch scheme {
      case "bearer": keys.append(rest)
      case "basic":
        let pair = Data(base64Encoded: rest).map { String(decoding: $0, as: UTF8.self) } ?? ""
        if let colon = pair.firstIndex(of: ":") { keys.append(String(pair[pair.index(after: colon)...])) }
      default: break
      }
    }
    return keys.filter { !$0.isEmpty }
  }
}

extension HTTPField.Name {
  // The literal is a token, so that the name is always there.
  fileprivate static let xAPIKey = HTTPField.Name("X-API-Key")!
}
