import Serving
import Testing

/// Requests whose end two readers could see at different places, as reported of other servers.
@Suite struct FramingTests {
  private static let chunked = "5\r\nhello\r\n0\r\n\r\n"

  private static let ambiguous: [(headers: String, body: String)] = [
    ("Transfer-Encoding: \u{0B}\u{0C}chunked\u{0B}", chunked), ("Transfer-Encoding: \u{A0}chunked", chunked),
    ("Transfer-Encoding: ,chunked", chunked), ("Transfer-Encoding\u{A0}: chunked", chunked),
    ("Transfer-Encoding : chunked", chunked), ("Transfer-Encoding: xchunked", chunked),
    ("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", chunked),
    ("Content-Length: 5\r\nTransfer-Encoding: chunked", chunked), ("Content-Length: +5", "hello"),
    ("Content-Length: 5, 5", "hello"), ("Content-Length: 5\r\nContent-Length: 6", "hello"),
    ("Content-Length: 99999999999999999999", "hello"), ("A: b\r\n c", ""),
    ("Transfer-Encoding: chunked", "5;a\nb\r\nhello\r\n0\r\n\r\n"),
    ("Transfer-Encoding: chunked", "0x5\r\nhello\r\n0\r\n\r\n"),
    ("Transfer-Encoding: chunked", "ffffffffffffffffff\r\nhello"),
  ]

  @Test(arguments: ambiguous.indices) func anAmbiguousEndIsTheEndOfTheConnection(_ index: Int) async throws {
    let (headers, body) = Self.ambiguous[index]
    let next = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    let text = "POST /api/v1/predictions HTTP/1.1\r\nHost: x\r\n\(headers)\r\n\r\n\(body)\(next)"
    try await RawServer.run(.forTests) { server async throws in
      let answer = try await server.exchange([Array(text.utf8)])
      #expect(answer.hasPrefix("HTTP/1.1 400") || answer.hasPrefix("HTTP/1.1 501"), "\(headers): \(answer.prefix(60))")
      #expect(answer.ranges(of: "HTTP/1.1 ").count == 1 && !answer.contains("alive"), "\(headers)")
      #expect(try await server.answers())
    }
  }

  @Test func whatFollowsAClosingRequestIsNotAnswered() async throws {
    let request = "GET /healthz HTTP/1.1\r\nHost: x\r\n"
    try await RawServer.run(.forTests) { server async throws in
      let answer = try await server.exchange([Array("\(request)Connection: close\r\n\r\n\(request)\r\n".utf8)])
      #expect(answer.ranges(of: "HTTP/1.1 200").count == 1)
    }
  }

  @Test func pipelinedAnswersComeInOrder() async throws {
    let live = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    let ready = "GET /readyz HTTP/1.1\r\nHost: x\r\n\r\n"
    try await RawServer.run(.forTests) { server async throws in
      let requests = Array(String(repeating: live + ready, count: 200).utf8)
      let answer = try await server.exchange([requests]) { $0.ranges(of: "\"ready\"").count == 200 }
      let order = answer.split(separator: "\"status\":\"").dropFirst().map { $0.prefix(5) }
      #expect(order == (0..<200).flatMap { _ in ["alive", "ready"] })
    }
  }
}
