import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Review
import Serving
import Testing

/// A desk that remembers what it was asked.
private actor FakeDesk: ReviewDesk {
  var decided: [ReviewRequest] = []

  func overview() -> ReviewOverview {
    ReviewOverview(
      data: "/data", journal: "/data/.dogbreed-review",
      queues: ReviewQueue.allCases.map { .init(id: $0, title: $0.title, left: 1) },
      classes: [.init(id: "pug", label: "pug", images: 2)], decided: decided.count, relabelled: 0, deleted: 0,
      canUndo: false, canMove: true, canRevert: false, isFitting: false, figures: nil, history: [], hint: nil)
  }

  func items(_ queue: ReviewQueue, most: Int) -> [ReviewItem] { [] }

  func grid(of id: String, isPredicted: Bool, from: Int, most: Int) throws -> ReviewGrid {
    guard id == "pug" else { throw ReviewRefusal("There is no class \(id).") }
    return ReviewGrid(cells: [], total: 0)
  }

  func image(_ number: Int, side: Int) throws -> [UInt8] { [0xFF, 0xD8] }
  func map(_ number: Int, of id: String) -> ReviewMap? { nil }

  func decide(_ request: ReviewRequest) throws -> ReviewReply {
    if request.images == [9] { throw ReviewError.notKept(file: "/j", reason: "No space left on device") }
    decided.append(request)
    return ReviewReply(overview: overview(), items: [])
  }

  func undo(_ queue: ReviewQueue) throws -> ReviewReply { throw ReviewRefusal("There is nothing to take back.") }
  func apply(_ kind: CorrectedTable.Kind?) -> ReviewReply { ReviewReply(overview: overview(), items: []) }
  func revert() -> ReviewReply { ReviewReply(overview: overview(), items: []) }
}

/// Who may look at and change a person's images: who has the printed address, and nobody else.
@Suite struct ReviewServerTests {
  private let desk = FakeDesk()
  private let server: ReviewServer

  init() throws {
    server = try ReviewServer(port: 0, desk: desk, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  private struct Sent {
    var method: HTTPRequest.Method = .get
    var path: String
    var host = "127.0.0.1"
    var headers: [String: String] = [:]
    var body = ""
  }

  private func send(_ sent: Sent) async throws -> TestResponse {
    try await server.application().test(.router) { client in
      var headers = HTTPFields()
      for (name, value) in sent.headers { headers[HTTPField.Name(name)!] = value }
      return try await client.execute(
        uri: sent.path, method: sent.method, headers: headers, body: ByteBuffer(string: sent.body))
    }
  }

  private var token: String { server.token.text }
  private var json: [String: String] { ["Content-Type": "application/json", "X-Review-Token": token] }
  private let decision = #"{"images":[1],"verdict":"label","name":"pug","queue":"doubts"}"#

  @Test func everyRouteNeedsTheToken() async throws {
    for route in server.table.routes {
      let path = route.path.replacing("{number}", with: "1")
      for query in ["", "?token=", "?token=\(token.dropLast())", "?token=\(token)0", "?Token=\(token)"] {
        let answer = try await send(
          Sent(method: route.method, path: path + query, headers: ["Content-Type": "application/json"], body: decision))
        #expect(answer.status == .forbidden, "\(route.method) \(path)\(query)")
        #expect(!String(buffer: answer.body).contains("/data"))
      }
    }
    #expect(await desk.decided.isEmpty)
  }

  @Test func whoHasTheAddressIsAnswered() async throws {
    let page = try await send(Sent(path: "/?token=\(token)"))
    #expect(page.status == .ok && String(buffer: page.body).contains("/review.js?token=\(token)"))
    let policy = page.headers[.contentSecurityPolicy] ?? ""
    #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"))
    #expect(page.headers[.cacheControl] == "no-store" && page.headers[.xContentTypeOptions] == "nosniff")
    #expect(try await send(Sent(path: "/api/overview?token=\(token)")).status == .ok)
    #expect(try await send(Sent(path: "/image/1?token=\(token)")).headers[.contentType] == "image/jpeg")
    let answer = try await send(Sent(method: .post, path: "/api/decide", headers: json, body: decision))
    #expect(answer.status == .ok)
    #expect(await desk.decided.map(\.images) == [[1]])
  }

  /// A page of another site can send forms and simple requests, but no header and no JSON without being asked first.
  @Test func otherSitesChangeNothing() async throws {
    let mine = json
    func without(_ name: String, _ more: [String: String] = [:]) -> [String: String] {
      mine.filter { $0.key != name }.merging(more) { $1 }
    }
    for (path, headers) in [
      ("/api/decide?token=\(token)", without("X-Review-Token")),
      ("/api/decide", without("Content-Type", ["Content-Type": "text/plain"])),
      ("/api/decide", mine.merging(["Origin": "https://example.com"]) { $1 }),
      ("/api/decide", mine.merging(["Origin": "null"]) { $1 }),
      ("/api/decide", mine.merging(["Sec-Fetch-Site": "cross-site"]) { $1 }),
      ("/api/decide", mine.merging(["Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "navigate"]) { $1 }),
    ] {
      let answer = try await send(Sent(method: .post, path: path, headers: headers, body: decision))
      #expect([403, 415].contains(answer.status.code), "\(headers)")
    }
    let embedded = try await send(
      Sent(path: "/image/1?token=\(token)", headers: ["Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"]))
    #expect(embedded.status == .forbidden)
    #expect(await desk.decided.isEmpty)
  }

  /// A name of somebody else's that leads to this machine.
  @Test func otherNamesOfThisMachineAreRefused() async throws {
    try await server.application().test(.live) { client in
      let port = try #require(client.port)
      for (host, status) in [
        ("127.0.0.1:\(port)", 200), ("localhost:\(port)", 200), ("LOCALHOST:\(port)", 200), ("example.com", 421),
        ("127.0.0.1:1", 421), ("127.0.0.1.example.com:\(port)", 421), ("[::1]:\(port)", 421),
      ] {
        let said = try await PlainSocket.ask(
          port,
          "GET /api/overview?token=\(token) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n\r\n")
        #expect(said.hasPrefix("HTTP/1.1 \(status) "), "\(host)")
      }
      let two = try await PlainSocket.ask(
        port,
        "GET /api/overview?token=\(token) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nHost: example.com\r\nConnection: close\r\n\r\n"
      )
      #expect(two.contains("HTTP/1.1 4"))
    }
  }

  @Test func whatIsNoSenseIsSaid() async throws {
    for body in ["", "{}", "[]", #"{"images":"x","verdict":"label"}"#, #"{"images":[1],"verdict":"eat"}"#] {
      let answer = try await send(Sent(method: .post, path: "/api/decide", headers: json, body: body))
      #expect([400, 411].contains(answer.status.code), "\(body)")
    }
    let large = String(repeating: "1,", count: 600_000)
    let answer = try await send(
      Sent(method: .post, path: "/api/decide", headers: json, body: "{\"images\":[\(large)1]}"))
    #expect(answer.status == .contentTooLarge)
    for path in ["/image/x", "/image/-1", "/api/items?queue=none", "/api/grid?class=none", "/nothing"] {
      let mark = path.contains("?") ? "&" : "?"
      let code = try await send(Sent(path: "\(path)\(mark)token=\(token)")).status.code
      #expect([400, 404, 409].contains(code), "\(path) \(code)")
    }
    let full = try await send(
      Sent(method: .post, path: "/api/decide", headers: json, body: decision.replacing("[1]", with: "[9]")))
    #expect(full.status.code == 507 && String(buffer: full.body).contains("No space left"))
  }

  @Test func tokensAreNewEachTime() {
    let tokens = Set((0..<100).map { _ in ReviewToken().text })
    #expect(tokens.count == 100 && tokens.allSatisfy { $0.count == 64 })
  }
}
