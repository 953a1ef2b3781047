import Foundation
import Hummingbird
import Taxonomy

/// Vertex AI's contract for custom containers: a health route and a prediction route, at the paths that
/// `AIP_HEALTH_ROUTE` and `AIP_PREDICT_ROUTE` name.
struct VertexRoutes: Sendable {
  let intake: ImageIntake
  let predictPath: String
  let healthPath: String

  struct Input: Decodable {
    struct Instance: Decodable { let b64: ImageText }
    struct Parameters: Decodable {
      var top: Int?
      var explain: Bool?
    }
    let instances: [Instance]
    let parameters: Parameters?
  }

  struct Output: Encodable { let predictions: [AnswerBody] }

  func add(to table: inout RouteTable) throws(RouteTable.Clash) {
    // The health route may be one that reports readiness anyway; those of liveness give way to it.
    if !OperationRoutes.readiness.contains(healthPath) {
      try table.probe(healthPath) { _, _ in try OperationRoutes.ready(intake.predictor) }
    }
    try table.post(predictPath) { request, _ in try await predict(request) }
  }

  private func predict(_ request: Request) async throws -> Response {
    let answered = try await intake.classify(request) { bytes in
      let input: Input = try ImageReader.decode(
        bytes, shape: #"{"instances": [{"b64": "<base64>"}], "parameters": {"top": 5}}"#)
      let query = ClassificationRequest(
        top: try PredictionQuery.top(input.parameters?.top), explain: input.parameters?.explain ?? false)
      return ImageBatch(input.instances.map { ImageInput(name: nil, $0.b64.content) }, query)
    }
    return try .json(Output(predictions: answered.outcomes.map { AnswerBody($0) }))
  }
}
