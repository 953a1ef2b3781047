import Foundation
import NeuralNetwork
import Testing
import Torch
import Weights

@testable import Training

@Suite struct HeadScaleTests {
  @Test func tooSureLogitsAreTakenBack() throws {
    // Two thirds right: softened to p = 2/3 each, whatever the size they came in.
    let logits: [Float] = [1000, 0, 1000, 0, 1000, 0]
    let scale = try HeadScale.best(of: logits, labels: [0, 0, 1], classes: 2, smoothing: 0)
    let wanted = 2.0 / 3 * 0.95 + 0.025 * 1
    #expect(abs(1 / (1 + exp(-1000 * Double(scale))) - wanted) < 0.02)
  }

  /// A head fitted to other features than training makes starts no worse than one that knows nothing; the net stays.
  @Test func aHeadIsSettledOnWhatTrainingSees() throws {
    let network = try Backbone(named: "efficientnet-lite0").network.resized(to: 32).withHead(classes: 3)
    var generator = SplitMix64(seed: 4)
    var arrays: [String: WeightArray] = [:]
    for parameter in network.parameters {
      var values = parameter.initialValues(using: &generator)
      if parameter.name.hasPrefix("head.") { values = values.map { $0 * 1000 + 1 } }
      arrays[parameter.name] = WeightArray(shape: parameter.shape, values: values)
    }
    let net = try TrainingNet(
      network, weights: WeightSet(arrays), plan: TuningPlan(), classes: 3, classWeights: nil, device: .cpu, group: nil)
    let batch = ImageBatch(
      values: (0..<6 * 3 * 32 * 32).map { _ in Float(generator.next() % 1000) / 500 - 1 }, labels: [0, 1, 2, 0, 1, 2])
    func loss() throws -> Double {
      let kept = try net.net.allTensors.mapValues { (tensor) throws(TorchError) in try tensor.detached().copy() }
      let images = try Tensor(batch.values, shape: [6, 3, 32, 32])
      let loss = try withoutGradients {
        try net.forward(images, mode: .training).crossEntropy(Tensor(batch.labels.map(Int64.init))).scalar()
      }
      for (name, tensor) in net.net.allTensors { if let kept = kept[name] { try tensor.detached().assign(kept) } }
      return loss
    }
    let before = try loss()
    #expect(before > 3)
    try net.settleHead(on: [batch], size: 32)
    let after = try loss()
    #expect(after < log(3) + 0.05)
    for (name, tensor) in net.net.allTensors where !name.hasPrefix("head.") {
      let values: [Float] = try tensor.detached().values()
      #expect(values == arrays[name]?.values, "\(name)")
    }
  }

  @Test func statisticsFollowAFewSteps() throws {
    let network = try Backbone(named: "efficientnet-lite0").network.withNormMomentum(0.25)
    let momenta = network.nodes.compactMap { if case .batchNorm(let norm) = $0.layer { norm.momentum } else { nil } }
    #expect(Set(momenta) == [0.25])
    #expect(momenta.count > 40)
    #expect(TuningPlan().normMomentum == 0.1)
  }
}
