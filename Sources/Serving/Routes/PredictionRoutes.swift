import Hummingbird
import Taxonomy

/// `POST /api/v1/predictions`.
struct PredictionRoutes: Sendable {
  let intake: PictureIntake

  func add(to table: inout RouteTable) throws(RouteTable.Clash) {
    try table.post("/api/v1/predictions") { request, _ in
      let query = try PredictionQuery.read(request.uri)
      let (batch, outcomes) = try await intake.classify(request) { body in
        PictureBatch(try PictureReader.pictures(body, contentType: request.headers[.contentType]), query)
      }
      let results = zip(batch.pictures, outcomes).map { AnswerBody($1, name: $0.name) }
      return try .json(PredictionsBody(model: ModelStamp(intake.card(outcomes)), results: results))
    }
  }
}
