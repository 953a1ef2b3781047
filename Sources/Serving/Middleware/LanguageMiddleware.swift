import HTTPTypes
import Hummingbird

/// Answers people in the language that their browser asks for, where pages are in it.
struct LanguageMiddleware: RouterMiddleware {
  typealias Context = ServingContext

  func handle(
    _ request: Request, context: ServingContext, next: (Request, ServingContext) async throws -> Response
  ) async throws -> Response {
    let code = request.headers[.acceptLanguage].flatMap(PageLanguage.preferred) ?? "en"
    var response = try await PageLanguage.$current.withValue(code) { try await next(request, context) }
    // What a cache keeps of a page is for those who ask in the same language.
    if response.headers[.contentType]?.hasPrefix("text/html") == true { response.headers[.vary] = "Accept-Language" }
    return response
  }
}
