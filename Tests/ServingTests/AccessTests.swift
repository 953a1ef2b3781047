import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Serving
import TestSupport
import Testing

/// A server that answers only with a key.
@Suite struct AccessTests {
  private static let keys = ["first-key-0123456789", "second-key-9876543210"]

  private func withKeys(
    _ change: (inout ServerOptions) -> Void = { _ in }, _ test: @Sendable (any TestClientProtocol) async throws -> Void
  ) async throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("# ours\n\n\(Self.keys[0])\r\n  \(Self.keys[1])  \n".utf8, to: "keys")
    var options = ServerOptions.forTests
    options.apiKeyFile = file.path
    change(&options)
    try await withServer(options, test)
  }

  private func get(
    _ client: any TestClientProtocol, _ path: String, _ fields: [(String, String)] = [], accept: String? = nil
  ) async throws -> TestResponse {
    var headers = HTTPFields()
    headers[.accept] = accept
    for (name, value) in fields { headers.append(HTTPField(name: .init(name)!, value: value)) }
    return try await client.execute(uri: path, method: .get, headers: headers)
  }

  @Test func onlyHealthIsOpen() async throws {
    try await withKeys { client async throws in
      for path in ["/healthz", "/readyz", "/health", "/v2/health/live", "/v2/health/ready", "/v2/models/fake/ready"] {
        #expect(try await client.get(path).status == .ok, "\(path)")
        #expect(try await client.execute(uri: path, method: .head).status == .ok, "\(path)")
      }
      for path in [
        "/", "/metrics", "/openapi.json", "/api/v1/model", "/breeds", "/nothing", "/healthz/", "//healthz",
        "/assets/page.js", "/v2",
      ] {
        let answer = try await client.get(path)
        // The router takes doubled and closing slashes for one, so that these are the same route.
        if path.contains("healthz") { continue }
        #expect(answer.status == .unauthorized, "\(path)")
        #expect(answer.headers[values: .wwwAuthenticate] == ["Bearer realm=\"dogbreed\""])
        #expect(try answer.problem().detail.contains("Authorization: Bearer"))
      }
      let answer = try await client.post("/api/v1/predictions", FakeClassifier.image())
      #expect(answer.status == .unauthorized && answer.headers[.connection] == "close")
    }
  }

  @Test func eachKeyOpensInEachWay() async throws {
    try await withKeys { client async throws in
      for key in Self.keys {
        let basic = Data("anybody:\(key)".utf8).base64EncodedString()
        for field in [
          ("Authorization", "Bearer \(key)"), ("authorization", "bearer   \(key)"), ("X-API-Key", key),
          ("Authorization", "Basic \(basic)"),
        ] {
          #expect(try await get(client, "/api/v1/model", [field]).status == .ok, "\(field)")
        }
      }
      let both = [("X-API-Key", "wrong-key-000000000"), ("Authorization", "Bearer \(Self.keys[0])")]
      #expect(try await get(client, "/metrics", both).status == .ok)
    }
  }

  @Test func otherKeysDont() async throws {
    try await withKeys { client async throws in
      let key = Self.keys[0]
      for field in [
        ("Authorization", "Bearer "), ("Authorization", "Bearer"), ("Authorization", "Bearer \(key)x"),
        ("Authorization", "Bearer \(key.dropLast())"), ("Authorization", key), ("Authorization", "Digest \(key)"),
        ("Authorization", "Basic \(key)"), ("Authorization", "Basic \(Data(key.utf8).base64EncodedString())"),
        ("X-API-Key", ""), ("X-API-Key", "# ours"), ("X-API-Key", "\(key),\(key)"), ("X-API-Key", key.uppercased()),
      ] {
        let answer = try await get(client, "/api/v1/model", [field])
        #expect(answer.status == .unauthorized, "\(field)")
        #expect(!answer.text.contains(key))
      }
      let query = try await client.get("/api/v1/model?key=\(key)")
      #expect(query.status == .unauthorized)
    }
  }

  @Test func aBrowserAsksForTheKey() async throws {
    try await withKeys { client async throws in
      let answer = try await get(client, "/", accept: "text/html")
      #expect(answer.status == .unauthorized)
      #expect(answer.headers[values: .wwwAuthenticate].contains { $0.hasPrefix("Basic realm=") })
      #expect(answer.text.contains("<h1"))
    }
  }

  @Test func wrongKeysCountForTheRate() async throws {
    try await withKeys {
      $0.rateLimit = 0.001
    } _: { client async throws in
      #expect(try await client.get("/api/v1/model").status == .unauthorized)
      #expect(try await client.get("/api/v1/model").status == .tooManyRequests)
    }
  }

  @Test(arguments: [
    ("", "no key"), ("# only a comment\n\n", "no key"), ("short", "line 1"), ("# a\nkey with blanks in it", "line 2"),
    ("0123456789abcdéf", "line 1"), (String(repeating: "k", count: 257), "line 1"),
  ]) func aFileThatCantBeUsedIsSaid(_ text: String, _ words: String) throws {
    let error = #expect(throws: ServerOptionsError.self) { try APIKeys(text, file: "keys") }
    #expect(error?.description.contains(words) == true)
    #expect(text.isEmpty || error?.description.contains(text) == false)
  }

  /// Many, since a comparison that mixes up what it adds lets one in a hundred through.
  @Test func ofManyWrongSecretsNoneIsTaken() throws {
    let keys = try APIKeys(Self.keys.joined(separator: "\n"), file: "keys")
    #expect(Self.keys.allSatisfy(keys.contains))
    #expect((0..<10_000).allSatisfy { !keys.contains("wrong-key-0123456789-\($0)") })
    for key in Self.keys {
      #expect(key.indices.allSatisfy { !keys.contains(key.replacingCharacters(in: $0...$0, with: "~")) })
    }
    for _ in 0..<1_000 {
      let token = ReviewToken()
      #expect(token.matches(token.text))
      let wrong = ["", String(token.text.dropLast()), token.text + "0", token.text.uppercased() + " "]
      #expect((wrong + [ReviewToken().text]).allSatisfy { !token.matches($0) }, "\(token.text)")
    }
  }

  @Test func aFileThatIsntOneIsSaid() throws {
    let folder = try TemporaryFolder()
    #expect(throws: ServerOptionsError.self) { try APIKeyFile(folder.path) }
    #expect(throws: ServerOptionsError.self) { try APIKeyFile(folder.path + "/none") }
    let pipe = folder.path + "/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    #expect(throws: ServerOptionsError.self) { try APIKeyFile(pipe) }
    let large = try folder.write([UInt8](repeating: 10, count: 1 << 20 + 1), to: "large")
    #expect(throws: ServerOptionsError.self) { try APIKeyFile(large.path) }
  }

  @Test func changedKeysAreReadAgain() async throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(Self.keys[0].utf8, to: "keys")
    var options = ServerOptions.forTests
    options.apiKeyFile = file.path
    options.watch = true
    let lines = LogLines()
    let server = try Server(options: options, watchInterval: .milliseconds(10), logger: lines.logger) {
      FakeClassifier()
    }
    try await server.application().test(.router) { client async throws in
      let opens = { (key: String) in try await get(client, "/api/v1/model", [("X-API-Key", key)]).status == .ok }
      try await waitUntil { try await opens(Self.keys[0]) }
      try folder.write("bad".utf8, to: "keys")
      try await waitUntil { lines.all.contains { $0.contains("keys refused") } }
      #expect(try await opens(Self.keys[0]))
      try folder.write("\(Self.keys[1])\n".utf8, to: "keys")
      try await waitUntil { try await opens(Self.keys[1]) }
      #expect(try await !opens(Self.keys[0]))
      // The model wasn't loaded for that.
      #expect(lines.all.count { $0.contains("model ready") } == 1)
    }
  }
}
