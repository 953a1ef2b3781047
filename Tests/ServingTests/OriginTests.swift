import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Serving
import Testing

/// What other sites' pages may do.
@Suite struct OriginTests {
  private let origin = "https://example.org"

  private func ask(
    _ client: any TestClientProtocol, _ path: String, _ method: HTTPRequest.Method = .get, from origin: String
  ) async throws -> TestResponse {
    var headers: HTTPFields = [.origin: origin]
    if method == .options { headers[.accessControlRequestMethod] = "POST" }
    return try await client.execute(uri: path, method: method, headers: headers)
  }

  @Test func nothingIsAllowedUnlessAsked() async throws {
    try await withServer { client async throws in
      for path in ["/", "/api/v1/model", "/nowhere"] {
        let answer = try await ask(client, path, from: origin)
        #expect(answer.headers[.accessControlAllowOrigin] == nil)
        #expect(answer.headers[.contentSecurityPolicy]?.contains("frame-ancestors 'none'") == true)
      }
      #expect(try await ask(client, "/api/v1/predictions", .options, from: origin).status != .noContent)
    }
  }

  @Test func oneSiteMayCallTheAPIsAndNothingElse() async throws {
    var options = ServerOptions.forTests
    options.allowedOrigin = origin
    try await withServer(options) { client async throws in
      for path in ["/api/v1/model", "/api/v1/nowhere", "/v2", "/openapi.json", "/predict"] {
        let answer = try await ask(client, path, from: origin)
        #expect(answer.headers[.accessControlAllowOrigin] == origin, "\(path)")
        #expect(answer.headers[.vary]?.contains("Origin") == true)
        #expect(try await ask(client, path, from: "https://example.com").headers[.accessControlAllowOrigin] == nil)
        #expect(try await ask(client, path, from: "null").headers[.accessControlAllowOrigin] == nil)
      }
      for path in ["/", "/feedback", "/classes", "/metrics", "/v2x"] {
        #expect(try await ask(client, path, from: origin).headers[.accessControlAllowOrigin] == nil, "\(path)")
      }
      let preflight = try await ask(client, "/api/v1/predictions", .options, from: origin)
      #expect(preflight.status == .noContent)
      #expect(preflight.headers[.accessControlAllowMethods] == "GET, POST")
      #expect(
        preflight.headers[.accessControlAllowHeaders]
          == "Authorization, Content-Type, Inference-Header-Content-Length, X-API-Key")
      #expect(
        try await ask(client, "/api/v1/predictions", .options, from: "https://evil.org").status == .methodNotAllowed)
    }
  }

  @Test func framesAreForWhomTheOperatorNames() async throws {
    var options = ServerOptions.forTests
    options.isEmbeddable = true
    try await withServer(options) { client async throws in
      #expect(try await client.get("/").headers[.contentSecurityPolicy]?.hasSuffix("frame-ancestors *") == true)
    }
    options.allowedOrigin = origin
    try await withServer(options) { client async throws in
      #expect(try await client.get("/").headers[.contentSecurityPolicy]?.hasSuffix("frame-ancestors \(origin)") == true)
    }
  }
}
