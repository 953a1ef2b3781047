import Artifact
import Foundation
import GoogleCloud
import Inference
import Runtime
import Serving
import Support
import Taxonomy

/// Real predictions of a deployed model, held against its golden answers.
///
/// What a server gives are calibrated probabilities of several looks, and golden answers are the logits of one. So the model
/// folder here is proved by its golden answers first, in f32, and then answers the golden pictures as a server does.
struct GoldenProbe: Sendable {
  struct Expected: Sendable {
    let picture: String
    let bytes: [UInt8]
    let predictions: [Prediction]
  }

  /// Half of the summed differences of all probabilities that is still the same answer. A server may compute in bf16, whose
  /// logits of drawn pictures lie up to a fifth of their spread apart; another model's answers lie beyond a half.
  static let tolerance = 0.25

  let version: String
  let classes: Int
  let expected: [Expected]

  /// Throws `ArtifactError` where the model folder itself doesn't hold.
  init(_ folder: ModelFolder) async throws {
    let predictor = try Predictor(
      folder, options: PredictorOptions(runtime: RuntimeOptions(precision: .f32, cacheFolder: Folders.compiledModels)))
    try await predictor.verify()
    version = folder.description.seal
    classes = folder.description.classes.count
    var expected: [Expected] = []
    for answer in try folder.golden().answers {
      let bytes = try folder.goldenBytes(of: answer)
      let found = try await predictor.classify(bytes, ClassificationRequest(top: classes))
      expected.append(Expected(picture: answer.picture, bytes: bytes, predictions: found.answer.predictions))
    }
    self.expected = expected
  }

  /// Throws `GoldenProbeError` where an answer is another one.
  func check(_ body: AnswerBody, against expected: Expected) throws(GoldenProbeError) {
    guard let found = body.predictions else {
      throw .refused(picture: expected.picture, words: body.error?.detail ?? "no prediction")
    }
    let distance = Self.distance(found, expected.predictions)
    guard distance <= Self.tolerance else { throw .differs(picture: expected.picture, distance: distance) }
  }

  /// Half the summed differences: 0 for the same probabilities, 1 where they have no class in common.
  static func distance(_ left: [Prediction], _ right: [Prediction]) -> Double {
    var sums: [String: Double] = [:]
    for item in left { sums[item.id, default: 0] += item.probability }
    for item in right { sums[item.id, default: 0] -= item.probability }
    let sum = sums.values.reduce(0) { $0 + abs($1) } / 2
    return sum.isFinite ? sum : 1
  }

  /// Asks a server of this program, at its own address. Throws `CloudError` or `GoldenProbeError`.
  func ask(_ address: String, client: GoogleClient, token: Secret?) async throws {
    for item in expected {
      var request = CloudRequest(
        "POST", "\(address)/api/v1/predictions", query: [("top", "\(min(classes, 1000))")], bytes: item.bytes,
        type: "image/png")
      request.isAuthorised = false
      // Asking twice does no harm; the first may come before the server is ready.
      request.isRepeatable = true
      if let token { request.headers.append(("Authorization", "Bearer \(token.revealed)")) }
      guard token == nil || Endpoints.isSafe(address) else {
        throw CloudError(.credentials, "A token is only sent over https, or within this machine")
      }
      let answer = try await client.json(PredictionsBody.self, request)
      guard answer.model.version == version else {
        throw GoldenProbeError.otherModel(expected: version, found: answer.model.version)
      }
      guard let body = answer.results.first else {
        throw GoldenProbeError.refused(picture: item.picture, words: "no result")
      }
      try check(body, against: item)
    }
  }

  private struct Predictions: Decodable, Sendable { let predictions: [AnswerBody] }

  /// Asks through a Vertex AI endpoint, all pictures in one request.
  func ask(_ requests: EndpointRequests, endpoint: String, client: GoogleClient) async throws {
    let pictures = expected.map { Data($0.bytes).base64EncodedString() }
    guard pictures.reduce(0, { $0 + $1.utf8.count }) < EndpointPlan.requestLimit else {
      throw CloudError(.usage, "The golden pictures are more than a request to Vertex AI may hold")
    }
    let answer = try await client.json(
      Predictions.self, requests.predict(endpoint: endpoint, pictures: pictures, top: min(classes, 1000)))
    guard answer.predictions.count == expected.count else {
      throw GoldenProbeError.refused(picture: "all", words: "\(answer.predictions.count) answers to \(expected.count)")
    }
    for (body, item) in zip(answer.predictions, expected) { try check(body, against: item) }
  }
}

/// Why a deployed model isn't the one that was sent.
enum GoldenProbeError: Error, CustomStringConvertible {
  case otherModel(expected: String, found: String)
  case differs(picture: String, distance: Double)
  case refused(picture: String, words: String)

  var description: String {
    switch self {
    case .otherModel(let expected, let found):
      "What was deployed answers from another model (version \(found.prefix(12)), not \(expected.prefix(12))); look at the "
        + "image and at DOGBREED_MODEL."
    case .differs(let picture, let distance):
      "What was deployed answers \(picture) differently than it must (\(String(format: "%.2f", distance)) of all probability is "
        + "elsewhere); don't send it traffic."
    case .refused(let picture, let words): "What was deployed gave no answer to \(picture): \(words)."
    }
  }
}
