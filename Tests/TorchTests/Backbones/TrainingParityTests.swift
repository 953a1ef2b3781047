import Exchange
import Foundation
import NeuralNetwork
import TestSupport
import Testing
import Weights

@testable import Torch

/// Three steps of SGD that PyTorch took.
struct TrainedAnswer: Decodable, Sendable {
  var name: String
  var size: Int
  /// What batch norms' biases are moved up by, away from the activations' bends.
  var shift: Float
  var losses: [Double]
  /// By the publisher's names.
  var firstGradients: [String: Chosen]
  var gradients: [String: Chosen]
  var weights: [String: Chosen]
  var running: [String: Chosen]
}

extension TrainedAnswer: CustomTestStringConvertible {
  var testDescription: String { name }
}

@Suite(.serialized) struct TrainingParityTests {
  /// An empty file of answers would prove nothing.
  @Test func thereAreAnswersToEveryStep() throws {
    let trained = try BackboneAnswers.load().trained
    #expect(trained.map(\.name).sorted() == ["efficientnet-lite0", "resnet18"])
    for answer in trained {
      #expect(answer.losses.count == 3)
      for values in [answer.firstGradients, answer.gradients, answer.weights, answer.running] {
        #expect(values.count >= 12)
      }
    }
  }

  @Test(arguments: try BackboneAnswers.load().trained)
  func threeStepsMoveWhatPyTorchMoves(answer: TrainedAnswer) throws {
    let backbone = try Backbone(named: answer.name)
    let family = answer.name.hasPrefix("resnet") ? "torchvision" : "timm"
    let names = try #require(backbone.keyNames.first { $0.family.rawValue == family })
    let ours = Dictionary(uniqueKeysWithValues: names.sources.map { ($0.value[0], $0.key) })
    let network = backbone.network.resized(to: answer.size)
    let adopted = try AdoptedWeights(FormulaWeights(backbone, family: family), for: backbone)
    var weights = WeightSet()
    for parameter in network.parameters {
      var array = try adopted.array(parameter.name)
      if parameter.role == .normBias { array.values = array.values.map { $0 + answer.shift } }
      weights.arrays[parameter.name] = array
    }
    let torch = try TorchNetwork(network, weights: weights)
    try torch.train { _ in true }
    let optimizer = try SGD(torch.trained().map(\.tensor), rate: 0.01, momentum: 0.9, decay: 1e-4)
    let input = try Tensor(Formula.images(8, size: answer.size), shape: [8, 3, answer.size, answer.size])
    let labels = try Tensor((0..<8).map { Int64($0 * 100) })

    func compare(_ expected: [String: Chosen], within limit: Float, _ what: String, _ value: (Tensor) throws -> Tensor?)
      throws
    {
      for (name, chosen) in expected {
        let own = try #require(ours[name])
        let tensor = try #require(torch.tensor(own))
        let found = try value(tensor)
        let distance = chosen.distance(from: try #require(found).values())
        #expect(distance < limit, "\(what) of \(name): \(distance)")
      }
    }

    for step in 0..<3 {
      try optimizer.clearGradients()
      let logits = try torch.forward(input, to: ["logits"], mode: .training)["logits"]
      let loss = try #require(logits).crossEntropy(labels)
      try loss.backward()
      #expect(abs(try loss.scalar() - answer.losses[step]) < 1e-4 * answer.losses[step], "step \(step)")
      if step == 0 { try compare(answer.firstGradients, within: 1e-4, "first gradient") { try $0.gradient() } }
      try optimizer.step()
    }
    try compare(answer.gradients, within: 1e-4, "third gradient") { try $0.gradient() }
    try compare(answer.weights, within: 1e-4, "weights") { try $0.detached() }
    try compare(answer.running, within: 1e-4, "statistics") { $0 }
  }

  /// Attention, layer norm, layer scale, squeeze-and-excitation: gradients pass all of them.
  @Test(arguments: ["vit-small-16", "dinov2-small-14", "convnext-tiny", "efficientnet-b0", "mobilenetv3-large"])
  func gradientsReachEveryParameter(name: String) throws {
    let backbone = try Backbone(named: name)
    let network = try backbone.network.resized(to: 2 * backbone.sizeStep * (backbone.sizeStep > 1 ? 1 : 32))
      .withHead(classes: 3)
    let torch = try TorchNetwork(network, weights: network.seededWeights(21))
    try torch.train { _ in true }
    let size = network.input.size
    let input = try Tensor(Formula.images(4, size: size), shape: [4, 3, size, size])
    let head = try torch.forward(input, to: ["head"], mode: .training)["head"]
    try #require(head).crossEntropy(try Tensor([0, 1, 2, 0] as [Int64])).backward()
    for (parameter, tensor) in try torch.trained() where parameter.node != "classifier" {
      let gradient = try tensor.gradient()
      let largest = try #require(gradient, "\(parameter.name) has no gradient").magnitude().maximum().scalar()
      #expect(largest > 0 && largest.isFinite, "\(parameter.name): \(largest)")
    }
  }
}
