import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Serving
import Testing

/// Holds the server to the description that it serves.
@Suite struct DescriptionTests {
  private func document(_ client: any TestClientProtocol) async throws -> [String: Any] {
    let answer = try await client.get("/openapi.json")
    return try #require(try JSONSerialization.jsonObject(with: Data(answer.body.readableBytesView)) as? [String: Any])
  }

  @Test func everyRouteIsDescribedAndEveryDescriptionIsARoute() async throws {
    let table = try Server(options: .forTests, logger: LogLines().logger, load: { FakeClassifier() }).table
    let served = table.routes.map { "\($0.method.rawValue.lowercased()) \($0.path)" }
    let pages: Set = [
      "get /", "post /", "get /api", "get /classes", "get /classes/{id}", "get /favicon.ico", "get /assets/icon.svg",
      "get /assets/page.js", "get /assets/card.js", "get /assets/look.js", "get /assets/several.js",
      "get /assets/style.css", "get /samples/{number}", "post /samples/{number}",
    ]
    try await withServer { client async throws in
      let paths = try #require(try await document(client)["paths"] as? [String: [String: Any]])
      let described = paths.flatMap { path, methods in methods.keys.map { "\($0) \(path)" } }
      #expect(Set(described) == Set(served).subtracting(pages))
    }
  }

  private struct Sample: Sendable {
    let method: HTTPRequest.Method
    let path: String
    /// The path as the description has it.
    let template: String
    let body: [UInt8]?
    let type: String?
    let status: Int

    init(
      _ method: HTTPRequest.Method, _ path: String, as template: String? = nil, _ body: [UInt8]? = nil,
      type: String? = nil, _ status: Int = 200
    ) {
      self.method = method
      self.path = path
      self.template = template ?? path
      self.body = body
      self.type = type
      self.status = status
    }
  }

  private static let samples: [Sample] = {
    let data = Data(FakeClassifier.image()).base64EncodedString()
    let predictions = "/api/v1/predictions"
    let infer = "/v2/models/{model}/infer"
    let mixed = Form.body([
      ("a", "a", FakeClassifier.image()), ("b", "b", [1]), ("c", "c", FakeClassifier.image("huge")),
    ])
    let image = #"{"id": "1", "inputs": [{"name": "image", "shape": [1], "datatype": "BYTES", "data": ["\#(data)"]}]}"#
    return [
      Sample(.post, predictions + "?explain=true&seen=true&top=2", as: predictions, FakeClassifier.image()),
      Sample(.post, predictions, mixed, type: Form.type),
      Sample(.post, predictions, FakeClassifier.image("other")),
      Sample(.post, predictions + "?top=x", as: predictions, FakeClassifier.image(), 400),
      Sample(.post, predictions, nil, 411), Sample(.post, predictions, Array(repeating: 0, count: 9000), 413),
      Sample(.post, predictions, [1], 415), Sample(.post, predictions, FakeClassifier.image("broken"), 422),
      Sample(.post, predictions, FakeClassifier.image("failure"), 500),
      Sample(.post, predictions, FakeClassifier.image("memory"), 503),
      Sample(.post, predictions, FakeClassifier.image("slow"), 504),
      Sample(.get, "/api/v1/model"), Sample(.get, "/api/v1/classes"),
      Sample(.get, "/api/v1/classes/n02110958-pug", as: "/api/v1/classes/{id}"),
      Sample(.get, "/api/v1/classes/none", as: "/api/v1/classes/{id}", nil, 404),
      Sample(.get, "/healthz"), Sample(.get, "/readyz"), Sample(.get, "/health"), Sample(.get, "/openapi.json"),
      Sample(.post, "/predict", Array(#"{"instances": [{"b64": "\#(data)"}, {"b64": "QQ=="}]}"#.utf8)),
      Sample(.post, "/predict", Array("{}".utf8), 400),
      Sample(.get, "/v2"), Sample(.get, "/v2/health/live"), Sample(.get, "/v2/health/ready"),
      Sample(.get, "/v2/models/fake", as: "/v2/models/{model}"),
      Sample(.get, "/v2/models/fake/ready", as: "/v2/models/{model}/ready"),
      Sample(.get, "/v2/models/other", as: "/v2/models/{model}", nil, 404),
      Sample(.post, "/v2/models/fake/infer", as: infer, Array(image.utf8)),
      Sample(.post, "/v2/models/fake/infer", as: infer, Array("[]".utf8), 400),
      Sample(.post, "/v2/models/other/infer", as: infer, Array(image.utf8), 404),
    ]
  }()

  @Test func answersAreAsDescribed() async throws {
    var options = ServerOptions.forTests
    options.bodyLimit = 8000
    options.deadline = 0.5
    try await withServer(options) { client async throws in
      let document = try await document(client)
      let schema = Schema(document: document)
      let paths = try #require(document["paths"] as? [String: [String: Any]])
      for sample in Self.samples {
        let answer = try await client.execute(
          uri: sample.path, method: sample.method, headers: sample.type.map { [.contentType: $0] } ?? [:],
          body: sample.body.map { ByteBuffer(bytes: $0) })
        #expect(answer.status.code == sample.status, "\(sample.method) \(sample.path)")
        let operation = try #require(paths[sample.template]?[sample.method.rawValue.lowercased()] as? [String: Any])
        let responses = try #require(operation["responses"] as? [String: [String: Any]])
        var response = try #require(responses[String(sample.status)], "\(sample.path) \(sample.status)")
        if let reference = response["$ref"] as? String { response = schema.resolve(reference) }
        let content = try #require(response["content"] as? [String: [String: Any]])
        let type = try #require(answer.headers[.contentType])
        let media = try #require(content[type]?["schema"] as? [String: Any], "\(sample.path) \(type)")
        let value = try JSONSerialization.jsonObject(
          with: Data(answer.body.readableBytesView), options: .fragmentsAllowed)
        #expect(try schema.faults(value, media) == [], "\(sample.method) \(sample.path)")
      }
    }
  }

  @Test func theCheckerFindsFaults() throws {
    let schema = Schema(document: [:])
    let type: [String: Any] = [
      "type": "object", "required": ["a"], "additionalProperties": false,
      "properties": [
        "a": ["type": "integer", "minimum": 1.0], "b": ["type": "array", "minItems": 1, "items": ["enum": ["x"]]],
      ],
    ]
    let check = { (text: String) in try schema.faults(JSONSerialization.jsonObject(with: Data(text.utf8)), type).count }
    #expect(try check(#"{"a": 1, "b": ["x"]}"#) == 0)
    for text in [
      "[]", "{}", #"{"a": 0}"#, #"{"a": 1.5}"#, #"{"a": 1, "b": []}"#, #"{"a": 1, "b": ["y"]}"#, #"{"a": 1, "c": 1}"#,
    ] {
      #expect(try check(text) == 1, "\(text)")
    }
  }
}
