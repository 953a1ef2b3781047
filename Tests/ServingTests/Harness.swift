import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Serving
import Synchronization
import Taxonomy
import Testing

/// Runs a test against the routes of a server, without a socket, once its model is ready.
func withServer<Value>(
  _ options: ServerOptions = .forTests, model: FakeClassifier = FakeClassifier(),
  logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
  _ test: @Sendable (any TestClientProtocol) async throws -> Value
) async throws -> Value {
  let server = try Server(options: options, logger: logger) { model }
  return try await server.application().test(.router) { client async throws in
    try await waitUntil { try await client.execute(uri: "/readyz", method: .get).status == .ok }
    return try await test(client)
  }
}

/// Polls until a condition holds; records an issue when it doesn't within two minutes.
func waitUntil(_ condition: () async throws -> Bool) async throws {
  let end = ContinuousClock.now + .seconds(120)
  while ContinuousClock.now < end {
    if try await condition() { return }
    try await Task.sleep(for: .milliseconds(10))
  }
  Issue.record("the condition didn't come true")
}

extension ServerOptions {
  static var forTests: ServerOptions {
    var options = ServerOptions()
    options.port = 0
    options.drain = 0
    options.accessLog = false
    return options
  }
}

extension TestClientProtocol {
  func post(_ uri: String, _ body: some Sequence<UInt8>, type: String? = nil, accept: String? = nil) async throws
    -> TestResponse
  {
    var headers = HTTPFields()
    headers[.contentType] = type
    headers[.accept] = accept
    return try await execute(uri: uri, method: .post, headers: headers, body: ByteBuffer(bytes: body))
  }

  func get(_ uri: String, accept: String? = nil) async throws -> TestResponse {
    var headers = HTTPFields()
    headers[.accept] = accept
    return try await execute(uri: uri, method: .get, headers: headers)
  }
}

extension TestResponse {
  var text: String { String(buffer: body) }

  func json<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(body.readableBytesView))
  }

  /// The problem that the answer is; requires its media type and that its status is the answer's.
  func problem() throws -> ProblemBody {
    #expect(headers[.contentType] == "application/problem+json")
    let problem = try json(ProblemBody.self)
    #expect(problem.status == status.code)
    return problem
  }
}

/// A `multipart/form-data` body.
struct Form {
  static let boundary = "xYzZy"
  static let type = "multipart/form-data; boundary=xYzZy"

  static func body(_ parts: [(name: String, file: String?, bytes: [UInt8])]) -> [UInt8] {
    var bytes: [UInt8] = []
    for part in parts {
      let file = part.file.map { "; filename=\"\($0)\"" } ?? ""
      bytes += Array("--\(boundary)\r\nContent-Disposition: form-data; name=\"\(part.name)\"\(file)\r\n\r\n".utf8)
      bytes += part.bytes + [13, 10]
    }
    return bytes + Array("--\(boundary)--\r\n".utf8)
  }
}

/// Keeps log lines for a test to read.
final class LogLines: Sendable {
  private let lines = Mutex<[String]>([])

  var all: [String] { lines.withLock { $0 } }

  var logger: Logger {
    Logger(label: "test") { label in
      JSONLinesHandler(label: label) { line in self.lines.withLock { $0.append(line) } }
    }
  }
}
