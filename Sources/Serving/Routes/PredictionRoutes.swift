import Hummingbird
import Taxonomy

/// `POST /api/v1/predictions`.
struct PredictionRoutes: Sendable {
  let intake: ImageIntake

  func add(to table: inout RouteTable) throws(RouteTable.Clash) {
    try table.post("/api/v1/predictions") { request, _ in
      let query = try PredictionQuery.read(request.uri)
      let type = request.headers[.contentType]
      let answered = try await intake.classify(request, check: { try PredictionQuery.check(query, by: $0) }) { bytes in
        let body = try ImageReader.batch(bytes, contentType: type)
        var batch = ImageBatch(body.images, query)
        batch.together = try body.together || PredictionQuery.together(request.uri)
        return batch
      }
      let results =
        answered.batch.together
        ? answered.outcomes.map { AnswerBody($0) }
        : zip(answered.batch.images, answered.outcomes).map { AnswerBody($1, name: $0.name) }
      return try .json(PredictionsBody(model: ModelStamp(answered.card), results: results))
    }
  }
}
