import Foundation
import Taxonomy

/// The JSON of the Open Inference Protocol, version 2. Images travel as a BYTES tensor `image` of base64 strings.
enum InferenceProtocol {
  static let shape =
    #"{"inputs": [{"name": "image", "shape": [1], "datatype": "BYTES", "data": ["<base64>"]}]}"#

  struct Parameters: Codable { var top: Int? }

  /// The names of the outputs, in their order.
  static let outputs = ["verdict", "id", "label", "probability", "error"]

  enum Values: Encodable {
    case text([String])
    case numbers([Double])

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .text(let values): try container.encode(values)
      case .numbers(let values): try container.encode(values)
      }
    }
  }

  struct Output: Encodable {
    let name: String
    let shape: [Int]
    let datatype: String
    let data: Values
  }

  struct Response: Encodable {
    let modelName: String
    let modelVersion: String
    let id: String?
    let outputs: [Output]

    enum CodingKeys: String, CodingKey {
      case id, outputs
      case modelName = "model_name"
      case modelVersion = "model_version"
    }

    /// Tensors of [images] and [images, top]; an image that was refused has empty names, zeros, and its error.
    ///
    /// - Parameter wanted: the names of the outputs to answer; nil for all.
    init(
      _ outcomes: [Result<AdmittedClassifier.Outcome, Problem>], id: String?, card: ModelCard, wanted: Set<String>?
    ) {
      self.id = id
      modelName = card.name
      modelVersion = card.version
      let count = outcomes.count
      let answers = outcomes.map { try? $0.get().classification.answer }
      let width = answers.map { $0?.predictions.count ?? 0 }.max() ?? 0
      let rows = answers.map { answer in
        let found = answer?.predictions ?? []
        return found + Array(repeating: Prediction(label: "", id: "", probability: 0), count: width - found.count)
      }
      let errors = outcomes.map { outcome in
        if case .failure(let problem) = outcome { problem.detail } else { "" }
      }
      let all = [
        Output(
          name: "verdict", shape: [count], datatype: "BYTES", data: .text(answers.map { $0?.verdict.rawValue ?? "" })),
        Output(
          name: "id", shape: [count, width], datatype: "BYTES", data: .text(rows.flatMap { $0.map(\.id) })),
        Output(
          name: "label", shape: [count, width], datatype: "BYTES", data: .text(rows.flatMap { $0.map(\.label) })),
        Output(
          name: "probability", shape: [count, width], datatype: "FP64",
          data: .numbers(rows.flatMap { $0.map(\.probability) })),
        Output(name: "error", shape: [count], datatype: "BYTES", data: .text(errors)),
      ]
      outputs = all.filter { wanted?.contains($0.name) != false }
    }
  }

  struct TensorMetadata: Encodable { let name: String, datatype: String, shape: [Int] }

  struct ModelMetadata: Encodable {
    let name: String
    let versions: [String]
    let platform: String
    let inputs: [TensorMetadata]
    let outputs: [TensorMetadata]
  }

  static func metadata(_ card: ModelCard) -> ModelMetadata {
    ModelMetadata(
      name: card.name, versions: [card.version], platform: "dogbreed",
      inputs: [TensorMetadata(name: "image", datatype: "BYTES", shape: [-1])],
      outputs: [
        TensorMetadata(name: "verdict", datatype: "BYTES", shape: [-1]),
        TensorMetadata(name: "id", datatype: "BYTES", shape: [-1, -1]),
        TensorMetadata(name: "label", datatype: "BYTES", shape: [-1, -1]),
        TensorMetadata(name: "probability", datatype: "FP64", shape: [-1, -1]),
        TensorMetadata(name: "error", datatype: "BYTES", shape: [-1]),
      ])
  }
}
