import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Serving
import Synchronization
import Taxonomy
import Testing

/// What large requests may cost.
@Suite struct BoundTests {
  private static let many = 40_000

  static let bombs: [(path: String, json: String)] = {
    let list = { (item: String) in Array(repeating: item, count: many).joined(separator: ",") }
    return [
      ("/api/v1/predictions", #"{"images":[\#(list(#"{"data":""}"#))]}"#),
      ("/predict", #"{"instances":[\#(list(#"{"b64":""}"#))]}"#),
      (
        "/v2/models/fake/infer",
        #"{"inputs":[{"name":"image","datatype":"BYTES","data":[],"shape":[\#(list("0"))]}]}"#
      ),
      ("/api/v1/predictions", #"{"images":[],"x":[\#(list("[]"))]}"#),
      ("/api/v1/predictions", #"{"images":[],\#(list(#""a":1"#)),"z":1}"#),
      ("/api/v1/predictions", #"{"images":"# + String(repeating: "[", count: many)),
    ]
  }()

  @Test(arguments: bombs.indices) func manyValuesAreRefusedWithAShortAnswer(_ index: Int) async throws {
    let (path, json) = Self.bombs[index]
    let model = FakeClassifier()
    try await withServer(model: model) { client async throws in
      let answer = try await client.post(path, json.utf8, type: "application/json")
      #expect(answer.status == .badRequest)
      #expect(answer.body.readableBytes < 1000)
      #expect(try answer.problem().detail.contains("The JSON"))
      #expect(model.calls.withLock { $0 } == 0)
    }
  }

  @Test func stringsMayHoldWhatLooksLikeValues() async throws {
    try await withServer { client async throws in
      let data = Data(FakeClassifier.image()).base64EncodedString()
      let name = String(repeating: #"[{,:\""#, count: 20_000)
      let answer = try await client.post(
        "/api/v1/predictions", #"{"images": [{"name": "\#(name)", "data": "\#(data)"}]}"#.utf8, type: "application/json"
      )
      #expect(answer.status == .ok)
      #expect(answer.body.readableBytes < 3000)
      #expect(try answer.json(PredictionsBody.self).results[0].name?.hasSuffix("…") == true)
    }
  }

  @Test func clientsValuesAreCutInMessages() async throws {
    let long = String(repeating: "x\u{301}", count: 5000)
    try await withServer { client async throws in
      let shape = Array(repeating: "12345", count: 9000).joined(separator: ",")
      let tensor =
        #"{"inputs":[{"name":"image","datatype":"BYTES","data":["QQ=="],"shape":[\#(shape)]}]}"#
      let bodies = [
        try await client.post("/v2/models/fake/infer", tensor.utf8),
        try await client.post("/v2/models/fake/infer", #"{"id":"\#(long)","inputs":[]}"#.utf8),
        try await client.execute(uri: "/", method: .init(String(repeating: "A", count: 5000))!),
        try await client.post("/api/v1/predictions?explain=\(String(repeating: "y", count: 5000))", [1]),
      ]
      for body in bodies {
        #expect(body.status.kind == .clientError)
        #expect(body.body.readableBytes < 1000)
      }
    }
  }
}
