import Foundation
import NeuralNetwork
import TestSupport
import Weights

/// Networks of every layer kind, small enough to be worked out in a loop.
enum Tiny {
  /// Convolutions of both paddings, with and without groups and bias, both activations, pooling, joins and a head.
  static func allKinds() -> Network {
    func node(_ name: String, _ layer: Layer, _ inputs: String...) -> Network.Node {
      Network.Node(name: name, layer: layer, inputs: inputs)
    }
    return Network(
      name: "tiny", input: .init(channels: 3, size: 10),
      nodes: [
        node(
          "stem", .convolution(Convolution(inputs: 3, outputs: 4, kernel: 3, stride: 2, padding: .same)), "input"),
        node("norm", .batchNorm(BatchNorm(channels: 4, epsilon: 1e-3, momentum: 0.1)), "stem"),
        node("six", .activation(.relu6), "norm"),
        node(
          "depth",
          .convolution(
            Convolution(inputs: 4, outputs: 4, kernel: 5, groups: 4, padding: .explicit(2), hasBias: true)), "six"),
        node("sum", .add, "depth", "six"),
        node("relu", .activation(.relu), "sum"),
        node("both", .concatenate, "relu", "six"),
        node("max", .maxPool(MaxPool(kernel: 3, stride: 2, padding: .explicit(1))), "both"),
        node("pool", .globalAveragePool, "max"),
        node("classifier", .linear(Linear(inputs: 8, outputs: 6)), "pool"),
        node("half", .scale(factor: 0.5), "classifier"),
      ],
      outputs: [
        .init(name: "features", node: "pool"), .init(name: "logits", node: "half"), .init(name: "map", node: "max"),
      ])
  }

  /// Uniform values for every parameter; variances stay positive.
  static func weights(for network: Network, seed: UInt64) -> WeightSet {
    var generator = SeededGenerator(seed: seed)
    var set = WeightSet()
    for parameter in network.parameters {
      let range: ClosedRange<Float> = parameter.role == .runningVariance ? 0.5...2 : -1...1
      let values = (0..<parameter.count).map { _ in Float.random(in: range, using: &generator) }
      set.arrays[parameter.name] = WeightArray(shape: parameter.shape, values: values)
    }
    return set
  }
}

/// The same value everywhere: weights for large networks at no cost.
struct EvenWeights: WeightSource {
  let names: [String]
  private let parameters: [String: Parameter]

  init(for network: Network) {
    names = network.parameters.map(\.name)
    parameters = Dictionary(uniqueKeysWithValues: network.parameters.map { ($0.name, $0) })
  }

  private func parameter(_ name: String) throws(WeightsError) -> Parameter {
    guard let found = parameters[name] else { throw .missing(name: name, file: "test") }
    return found
  }

  func shape(of name: String) throws(WeightsError) -> [Int] { try parameter(name).shape }

  func array(_ name: String) throws(WeightsError) -> WeightArray {
    let parameter = try parameter(name)
    let value: Float = parameter.role == .weight ? 0.01 : 1
    return WeightArray(shape: parameter.shape, values: [Float](repeating: value, count: parameter.count))
  }
}
