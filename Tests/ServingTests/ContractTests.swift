import Foundation
import HTTPTypes
import HummingbirdTesting
import Serving
import Taxonomy
import Testing

/// Vertex AI's contract and the Open Inference Protocol.
@Suite struct ContractTests {
  private static let good = Data(FakeClassifier.image()).base64EncodedString()
  private static let bad = Data("text".utf8).base64EncodedString()

  struct Predictions: Decodable { let predictions: [AnswerBody] }

  @Test func vertexAnswersEachInstance() async throws {
    try await withServer { client async throws in
      let json =
        #"{"instances": [{"b64": "\#(Self.good)"}, {"b64": "\#(Self.bad)"}], "parameters": {"top": 1, "explain": false}}"#
      let answer = try await client.post("/predict", json.utf8, type: "application/json")
      let predictions = try answer.json(Predictions.self).predictions
      #expect(predictions[0].predictions?.count == 1)
      #expect(predictions[1].error?.status == 415)
      #expect(try await client.get("/health").status == .ok)
    }
  }

  @Test(arguments: ["{}", #"{"instances": []}"#, #"{"instances": [{}]}"#, #"{"instances": [{"b64": 1}]}"#, "x"])
  func vertexRefusesWhatIsNoInstance(_ json: String) async throws {
    try await withServer { client async throws in
      let answer = try await client.post("/predict", json.utf8)
      #expect(answer.status == .badRequest)
      _ = try answer.problem()
    }
  }

  @Test func vertexRoutesMoveAndMayFallTogetherWithOurs() async throws {
    var options = ServerOptions.forTests
    options.predictPath = "/v1/models/dogs:predict"
    options.healthPath = "/healthz"
    try await withServer(options) { client async throws in
      let json = #"{"instances": [{"b64": "\#(Self.good)"}]}"#
      #expect(try await client.post("/v1/models/dogs:predict", json.utf8).status == .ok)
      #expect(try await client.get("/healthz").status == .ok)
      #expect(try await client.post("/predict", json.utf8).status == .notFound)
      #expect(try await client.get("/openapi.json").text.contains("/v1/models/dogs:predict"))
    }
    options.predictPath = "/api/v1/predictions"
    #expect(throws: RouteTable.Clash.self) {
      try Server(options: options, logger: LogLines().logger) { FakeClassifier() }
    }
  }

  struct Inference: Decodable {
    struct Output: Decodable {
      let name: String
      let shape: [Int]
      let datatype: String
    }
    let id: String?
    let outputs: [Output]
    enum CodingKeys: String, CodingKey { case id, outputs }
  }

  @Test func inferenceProtocolAnswersInTensors() async throws {
    try await withServer { client async throws in
      let json = """
        {"id": "7", "parameters": {"top": 3}, "inputs": [{"name": "image", "shape": [2, 1], "datatype": "BYTES",
        "data": ["\(Self.good)", "\(Self.bad)"]}]}
        """
      let answer = try await client.post("/v2/models/fake/infer", json.utf8, type: "application/json")
      let inference = try answer.json(Inference.self)
      #expect(inference.id == "7")
      #expect(inference.outputs.map(\.name) == ["verdict", "id", "label", "probability", "error"])
      #expect(inference.outputs.map(\.shape) == [[2], [2, 3], [2, 3], [2, 3], [2]])
      #expect(answer.text.contains("n02099601-golden_retriever"))
    }
  }

  @Test(arguments: [
    #"{"inputs": []}"#, #"{"inputs": [{"name": "x", "shape": [1], "datatype": "BYTES", "data": [""]}]}"#,
    #"{"inputs": [{"name": "image", "shape": [1], "datatype": "FP32", "data": [""]}]}"#,
    #"{"inputs": [{"name": "image", "shape": [2], "datatype": "BYTES", "data": [""]}]}"#,
    #"{"inputs": [{"name": "image", "shape": [0], "datatype": "BYTES", "data": []}]}"#,
  ])
  func inferenceProtocolRefusesOtherTensors(_ json: String) async throws {
    try await withServer { client async throws in
      let problem = try await client.post("/v2/models/fake/infer", json.utf8).problem()
      #expect(problem.status == 400)
      #expect(problem.error == problem.detail)
    }
  }

  @Test func inferenceProtocolTellsOfItself() async throws {
    try await withServer { client async throws in
      for path in ["/v2", "/v2/health/live", "/v2/health/ready", "/v2/models/fake", "/v2/models/fake/ready"] {
        #expect(try await client.get(path).status == .ok)
      }
      #expect(try await client.get("/v2/models/other").status == .notFound)
      #expect(try await client.get("/v2/models/other/ready").status == .notFound)
    }
  }
}
