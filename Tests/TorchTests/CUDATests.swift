import NeuralNetwork
import TestSupport
import Testing
import Weights

@testable import Torch

/// What the processor does holds on an NVIDIA card, too; skipped on a machine without one.
@Suite(.enabled(if: Device.available.contains(.cuda(0)), "this machine has no NVIDIA card"))
struct CUDATests {
  /// cuDNN multiplies with ten bits of mantissa where nothing else is asked.
  private static let tolerance: Float = 5e-3

  private func far(_ left: [Float], _ right: [Float]) -> Float {
    let scale = max(left.map(abs).max() ?? 0, 1e-6)
    return left.count == right.count ? (zip(left, right).map { abs($0 - $1) }.max() ?? 0) / scale : .infinity
  }

  @Test(arguments: ["resnet18", "efficientnet-lite0", "convnext-tiny", "vit-small-16"])
  func answersAsTheProcessorDoes(_ name: String) throws {
    let network = try Backbone(named: name).network
    let weights = network.seededWeights(1)
    let input = try RandomSource(seed: 1).normal([2, 3, network.input.size, network.input.size])
    func logits(_ options: TorchNetwork.Options) throws -> [Float] {
      let net = try TorchNetwork(network, weights: weights, options: options)
      let name = Network.StandardOutput.logits
      return try #require(net.forward(input.to(options.device), to: [name])[name]).to(.float32).to(.cpu).values()
    }
    let expected = try logits(.init())
    #expect(far(expected, try logits(.init(device: .cuda(0)))) < Self.tolerance)
    #expect(far(expected, try logits(.init(device: .cuda(0), precision: .bfloat16))) < 0.1)
  }

  @Test func stepsMoveTheWeightsAlike() throws {
    let network = try TorchNetworkTests.small()
    func trained(_ options: TorchNetwork.Options) throws -> [String: [Float]] {
      let net = try TorchNetwork(network, weights: network.seededWeights(3), options: options)
      try net.train { _ in true }
      let optimizer = try SGD(net.trained().map(\.tensor), rate: 0.1, momentum: 0.9)
      let input = try RandomSource(seed: 1).normal([8, 3, 9, 9]).to(options.device)
      let labels = try Tensor([0, 1, 0, 1, 1, 1, 0, 0] as [Int64], on: options.device)
      for _ in 0..<3 {
        try optimizer.clearGradients()
        let logits = try #require(try net.forward(input, to: ["head"], mode: .training)["head"])
        try logits.crossEntropy(labels).backward()
        try optimizer.step()
      }
      return try net.weights().arrays.mapValues(\.values)
    }
    let expected = try trained(.init())
    let found = try trained(.init(device: .cuda(0)))
    for (name, values) in expected { #expect(far(values, found[name] ?? []) < 0.02, "\(name)") }
  }

  @Test func tensorsTravelWhole() throws {
    let values = (0..<1000).map { Float($0) * 0.37 }
    #expect(try Tensor(values, on: .cuda(0)).to(.cpu).values() == values)
  }
}
