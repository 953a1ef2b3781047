import Artifact
import Foundation
import GoogleCloud
import Inference
import Runtime
import Serving
import Support
import Taxonomy
import Transport

/// Real predictions of a deployed model, compared with its golden answers.
///
/// A server returns calibrated probabilities over several looks, while golden answers are the logits of one. So the
/// local model folder is first verified against its golden answers, in f32 and in its own precision, and then classifies the golden images as a
/// server does.
struct GoldenProbe: Sendable {
  struct Expected: Sendable {
    let image: String
    let bytes: [UInt8]
    /// What counts as the same answer: in f32, and in 8 bits for a model that is computed so.
    let predictions: [[Prediction]]
  }

  /// The largest total variation distance that still counts as the same answer. A server may compute in bf16, whose
  /// logits of drawn images differ by up to a fifth of their spread; another model's answers differ by more than a half.
  static let tolerance = 0.25

  let version: String
  let classes: Int
  let expected: [Expected]

  /// Throws `ArtifactError` if the model folder itself is invalid.
  init(_ folder: ModelFolder) async throws {
    let isEightBit = folder.description.eightBits != nil && Precision.hasEightBits
    let predictors = try ([.f32] + (isEightBit ? [.int8] : [])).map { precision in
      try Predictor(
        folder,
        options: PredictorOptions(runtime: RuntimeOptions(precision: precision, cacheFolder: Folders.compiledModels)))
    }
    for predictor in predictors { try await predictor.verify() }
    version = folder.description.seal
    classes = folder.description.classes.count
    var expected: [Expected] = []
    for answer in try folder.golden().answers {
      let bytes = try folder.goldenBytes(of: answer)
      var predictions: [[Prediction]] = []
      for predictor in predictors {
        predictions.append(try await predictor.classify(bytes, ClassificationRequest(top: classes)).answer.predictions)
      }
      expected.append(Expected(image: answer.image, bytes: bytes, predictions: predictions))
    }
    self.expected = expected
  }

  /// Throws `GoldenProbeError` if an answer differs.
  func check(_ body: AnswerBody, against expected: Expected) throws(GoldenProbeError) {
    guard let found = body.predictions else {
      throw .refused(image: expected.image, words: body.error?.detail ?? "no prediction")
    }
    let distance = expected.predictions.map { Self.distance(found, $0) }.min() ?? 1
    guard distance <= Self.tolerance else { throw .differs(image: expected.image, distance: distance) }
  }

  /// Total variation distance: 0 for equal probabilities, 1 if they have no class in common.
  static func distance(_ left: [Prediction], _ right: [Prediction]) -> Double {
    var sums: [String: Double] = [:]
    for item in left { sums[item.id, default: 0] += item.probability }
    for item in right { sums[item.id, default: 0] -= item.probability }
    let sum = sums.values.reduce(0) { $0 + abs($1) } / 2
    return sum.isFinite ? sum : 1
  }

  /// Queries a server of this program at its URL. Throws `CloudError` or `GoldenProbeError`.
  func ask(_ address: String, client: GoogleClient, token: Secret?) async throws {
    for item in expected {
      var request = CloudRequest(
        "POST", "\(address)/api/v1/predictions", query: [("top", "\(min(classes, 1000))")], bytes: item.bytes,
        type: "image/png")
      request.isAuthorised = false
      // Repeating is harmless; the first request may come before the server is ready.
      request.isRepeatable = true
      if let token { request.headers.append(("Authorization", "Bearer \(token.revealed)")) }
      guard token == nil || SecureURL.isSafe(address) else {
        throw CloudError(.credentials, "A token is only sent over https, or to this machine")
      }
      let answer = try await client.json(PredictionsBody.self, request)
      guard answer.model.version == version else {
        throw GoldenProbeError.otherModel(expected: version, found: answer.model.version)
      }
      guard let body = answer.results.first else {
        throw GoldenProbeError.refused(image: item.image, words: "no result")
      }
      try check(body, against: item)
    }
  }

  private struct Predictions: Decodable, Sendable { let predictions: [AnswerBody] }

  /// Queries a Vertex AI endpoint, all images in one request.
  func ask(_ requests: EndpointRequests, endpoint: String, client: GoogleClient) async throws {
    let images = expected.map { Data($0.bytes).base64EncodedString() }
    guard images.reduce(0, { $0 + $1.utf8.count }) < EndpointPlan.requestLimit else {
      throw CloudError(.usage, "The golden images exceed Vertex AI's request size limit")
    }
    let answer = try await client.json(
      Predictions.self, requests.predict(endpoint: endpoint, images: images, top: min(classes, 1000)))
    guard answer.predictions.count == expected.count else {
      throw GoldenProbeError.refused(image: "all", words: "\(answer.predictions.count) answers to \(expected.count)")
    }
    for (body, item) in zip(answer.predictions, expected) { try check(body, against: item) }
  }
}
