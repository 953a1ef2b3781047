import Foundation
import HTTPTypes
import Hummingbird
import Taxonomy

/// The Open Inference Protocol, version 2: health, metadata, and inference with images as BYTES.
struct InferenceProtocolRoutes: Sendable {
  let intake: ImageIntake
  /// Vertex AI's health route, which takes the place of a route of liveness.
  let healthPath: String

  func add(to table: inout RouteTable) throws(RouteTable.Clash) {
    try table.get("/v2") { _, _ in try .json(ServerMetadata(name: "dogbreed", version: "2", extensions: [])) }
    if healthPath != "/v2/health/live" {
      try table.probe("/v2/health/live") { _, _ in try .json(Live(live: true)) }
    }
    try table.probe("/v2/health/ready") { _, _ in
      try intake.predictor.slot.checkReady()
      return try .json(Ready(ready: true))
    }
    try table.get("/v2/models/{model}") { _, context in
      let card = try intake.predictor.slot.current().card
      try Self.check(context, card)
      return try .json(InferenceProtocol.metadata(card))
    }
    try table.probe("/v2/models/{model}/ready") { _, context in
      let card = try intake.predictor.slot.current().card
      try Self.check(context, card)
      try intake.predictor.slot.checkReady()
      return try .json(ModelReady(name: card.name, ready: true))
    }
    try table.post("/v2/models/{model}/infer") { request, context in try await infer(request, context) }
  }

  private struct ServerMetadata: Encodable { let name: String, version: String, extensions: [String] }
  private struct Live: Encodable { let live: Bool }
  private struct Ready: Encodable { let ready: Bool }
  private struct ModelReady: Encodable { let name: String, ready: Bool }

  /// Throws `Problem` 404 when the route names another model.
  private static func check(_ context: ServingContext, _ card: ModelCard) throws(Problem) {
    guard context.parameters.get("model")?.removingPercentEncoding == card.name else {
      throw .notFound("There is no such model; this server serves \(card.name).")
    }
  }

  private func infer(_ request: Request, _ context: ServingContext) async throws -> Response {
    func check(_ card: ModelCard) throws { try Self.check(context, card) }
    let length = request.headers[.inferenceHeaderContentLength]
    let answered = try await intake.classify(request, check: check) { bytes in
      let (input, binary) = try InferenceProtocol.batch(bytes, headerLength: length)
      let query = ClassificationRequest(top: try PredictionQuery.top(input.parameters?.top))
      return ImageBatch(
        try input.images(binary), query, id: input.id, outputs: input.outputs.map { Set($0.map(\.name)) })
    }
    return try .json(
      InferenceProtocol.Response(
        answered.outcomes, id: answered.batch.id, card: answered.card, wanted: answered.batch.outputs))
  }
}

extension HTTPField.Name {
  // The literal is a token, so that the name is always there.
  fileprivate static let inferenceHeaderContentLength = HTTPField.Name("Inference-Header-Content-Length")!
}
