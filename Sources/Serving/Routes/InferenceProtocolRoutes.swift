import Foundation
import Hummingbird
import Taxonomy

/// The Open Inference Protocol, version 2: health, metadata, and inference with pictures as BYTES.
struct InferenceProtocolRoutes: Sendable {
  let intake: PictureIntake

  func add(to table: inout RouteTable) throws(RouteTable.Clash) {
    try table.get("/v2") { _, _ in try .json(ServerMetadata(name: "dogbreed", version: "2", extensions: [])) }
    try table.get("/v2/health/live") { _, _ in try .json(Live(live: true)) }
    try table.get("/v2/health/ready") { _, _ in
      try intake.predictor.slot.checkReady()
      return try .json(Ready(ready: true))
    }
    try table.get("/v2/models/{model}") { _, context in
      try .json(InferenceProtocol.metadata(named(context)))
    }
    try table.get("/v2/models/{model}/ready") { _, context in
      let card = try named(context)
      try intake.predictor.slot.checkReady()
      return try .json(ModelReady(name: card.name, ready: true))
    }
    try table.post("/v2/models/{model}/infer") { request, context in
      _ = try named(context)
      return try await infer(request)
    }
  }

  private struct ServerMetadata: Encodable { let name: String, version: String, extensions: [String] }
  private struct Live: Encodable { let live: Bool }
  private struct Ready: Encodable { let ready: Bool }
  private struct ModelReady: Encodable { let name: String, ready: Bool }

  private func named(_ context: ServingContext) throws(Problem) -> ModelCard {
    let card = try intake.predictor.slot.current().card
    guard context.parameters.get("model")?.removingPercentEncoding == card.name else {
      throw .notFound("There is no model of this name here; \(card.name) is the one that is served.")
    }
    return card
  }

  private func infer(_ request: Request) async throws -> Response {
    var id: String?
    let (_, outcomes) = try await intake.classify(request) { body in
      let input: InferenceProtocol.Request = try PictureReader.decode(
        Array(buffer: body), shape: InferenceProtocol.shape)
      id = input.id
      let query = ClassificationRequest(top: try PredictionQuery.top(input.parameters?.top))
      return PictureBatch(try input.pictures(), query)
    }
    return try .json(InferenceProtocol.Response(outcomes, id: id, card: intake.card(outcomes)))
  }
}
