import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Serving
import Testing

@Suite struct ErrorTests {
  @Test(arguments: ["/nothing", "/api/v1/nothing", "/classes/none", "/api/v1/classes/none", "/%2e%2e/etc/passwd"])
  func unknownPlaces(_ path: String) async throws {
    try await withServer { client async throws in
      let answer = try await client.get(path)
      #expect(answer.status == .notFound)
      _ = try answer.problem()
    }
  }

  @Test(arguments: [("/", "GET, HEAD, POST"), ("/api/v1/predictions", "POST"), ("/api/v1/classes/x", "GET, HEAD")])
  func otherMethodsAreNamed(_ path: String, _ allowed: String) async throws {
    try await withServer { client async throws in
      let answer = try await client.execute(uri: path, method: .delete)
      #expect(answer.status == .methodNotAllowed)
      #expect(answer.headers[.allow] == allowed)
      #expect(try answer.problem().detail.contains("DELETE"))
    }
  }

  @Test func peopleGetAPage() async throws {
    try await withServer { client async throws in
      let answer = try await client.get("/nothing", accept: "text/html,*/*;q=0.8")
      #expect(answer.status == .notFound)
      #expect(answer.headers[.contentType] == "text/html; charset=utf-8")
      #expect(answer.text.contains("<h1"))
      // The APIs answer in their own language, whatever is accepted.
      _ = try await client.get("/api/v1/nothing", accept: "text/html").problem()
    }
  }

  @Test func aBodyIsNeeded() async throws {
    try await withServer { client async throws in
      let answer = try await client.execute(uri: "/api/v1/predictions", method: .post)
      #expect(answer.status == .lengthRequired)
      #expect(try await client.post("/api/v1/predictions", []).status == .badRequest)
    }
  }

  @Test func anAnnouncedBodyOverTheLimitIsRefusedUnread() async throws {
    var options = ServerOptions.forTests
    options.bodyLimit = 1000
    try await withServer(options) { client async throws in
      let answer = try await client.post("/api/v1/predictions", Array(repeating: 0, count: 1001))
      #expect(answer.status == .contentTooLarge)
      #expect(answer.headers[.connection] == "close")
      #expect(try answer.problem().detail.contains("1000"))
      #expect(try await client.post("/api/v1/predictions", FakeClassifier.image()).status == .ok)
    }
  }

  @Test func aRequestOverItsDeadlineIsGivenUp() async throws {
    var options = ServerOptions.forTests
    options.deadline = 0.05
    options.width = 1
    try await withServer(options) { client async throws in
      #expect(try await client.post("/api/v1/predictions", FakeClassifier.image("slow")).status.code == 504)
      // The place is free again.
      #expect(try await client.post("/api/v1/predictions", FakeClassifier.image()).status == .ok)
    }
  }

  @Test func aFullQueueSaysWhenToComeBack() async throws {
    var options = ServerOptions.forTests
    options.width = 1
    options.queue = 1
    options.deadline = 20
    try await withServer(options) { client async throws in
      let statuses = try await withThrowingTaskGroup(of: (Int, String?).self) { group in
        for _ in 0..<12 {
          group.addTask {
            let answer = try await client.post("/api/v1/predictions", FakeClassifier.image("pause"))
            if answer.status.code == 503 { _ = try answer.problem() }
            return (answer.status.code, answer.headers[.retryAfter])
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(Set(statuses.map(\.0)) == [200, 503])
      #expect(statuses.allSatisfy { $0.0 == 200 || Int($0.1 ?? "") != nil })
      #expect(statuses.filter { $0.0 == 200 }.count >= 2)
    }
  }

  @Test func aClientOverItsRateWaits() async throws {
    var options = ServerOptions.forTests
    options.rateLimit = 2
    try await withServer(options) { client async throws in
      #expect(try await client.get("/api/v1/model").status == .ok)
      // A slow machine lets the allowance grow back between requests, so that more are needed.
      var refused = try await client.get("/api/v1/model")
      for _ in 0..<500 where refused.status != .tooManyRequests { refused = try await client.get("/api/v1/model") }
      #expect(refused.status == .tooManyRequests)
      #expect(refused.headers[.retryAfter] == "1")
      #expect(try await client.get("/healthz").status == .ok)
    }
  }

  @Test func everyAnswerKeepsBrowsersIn() async throws {
    try await withServer { client async throws in
      for path in ["/", "/nothing", "/api/v1/model", "/assets/page.js"] {
        let headers = try await client.get(path).headers
        let policy = try #require(headers[.contentSecurityPolicy])
        #expect(policy.contains("default-src 'none'"))
        #expect(!policy.contains("unsafe"))
        #expect(headers[.xContentTypeOptions] == "nosniff")
      }
    }
  }
}
