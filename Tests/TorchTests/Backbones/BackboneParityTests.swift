import Exchange
import Foundation
import NeuralNetwork
import Runtime
import TestSupport
import Testing
import Weights

@testable import Torch

/// What `Tests/Reference/backbones.py` wrote.
struct BackboneAnswers: Decodable {
  struct Answer: Decodable, Sendable {
    var name: String, family: String
    var size: Int
    var factor: Float
    var map: Chosen, features: Chosen, logits: Chosen?

    var outputs: [(String, Chosen)] {
      [("map", map), ("features", features)] + (logits.map { [("logits", $0)] } ?? [])
    }
  }

  var answers: [Answer]
  var trained: [TrainedAnswer]

  static func load() throws -> BackboneAnswers { try Golden.load("backbones") }
}

extension BackboneAnswers.Answer: CustomTestStringConvertible {
  var testDescription: String { "\(name) by \(family) at \(size)" }
}

/// Every net answers as the publisher's code does, in libtorch and as ONNX in OpenVINO, to 1e-4 of the largest value.
@Suite(.serialized) struct BackboneParityTests {
  @Test func everyArchitectureIsThere() throws {
    let answered = Set(try BackboneAnswers.load().answers.map { try Backbone(named: $0.name).architecture })
    let known = Set(try Backbone.names.map { try Backbone(named: $0).architecture })
    #expect(known.subtracting(answered).isEmpty)
  }

  @Test(arguments: try BackboneAnswers.load().answers)
  func answersAsPyTorchDoes(answer: BackboneAnswers.Answer) async throws {
    let backbone = try Backbone(named: answer.name)
    let network = backbone.network.resized(to: answer.size)
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "weights.safetensors")
    // The older names of transformers are proved to be the newer ones' in `KeyNameTests`.
    let published = try FormulaWeights(backbone, family: answer.family, factor: answer.factor)
    try SafetensorsWriter.write(try AdoptedWeights(published, for: backbone), to: file)
    let weights = try SafetensorsFile(file)
    let images = Formula.images(2, size: answer.size)

    let torch = try TorchNetwork(network, weights: weights)
    let outputs = answer.outputs
    let found = try withoutGradients {
      try torch.forward(Tensor(images, shape: [2, 3, answer.size, answer.size]), to: outputs.map(\.0))
    }
    for (output, expected) in outputs {
      let distance = expected.distance(from: try #require(found[output]).values())
      #expect(distance < 1e-4, "libtorch, \(output): \(distance)")
    }

    let place = folder.url.appending(path: "model.onnx")
    try ONNXModel.write(network, weights: weights, to: place)
    let model = try CompiledModel(onnx: place, options: RuntimeOptions(precision: .f32, batch: 2))
    #expect(model.precision == .f32)
    let answers = try await model.infer(images, outputs: outputs.map(\.0))
    for (output, expected) in outputs {
      let distance = expected.distance(from: answers[output] ?? [])
      #expect(distance < 1e-4, "OpenVINO, \(output): \(distance)")
    }
  }
}
