import Foundation
import NeuralNetwork
import Torch

/// Which parameters are trained, and how fast.
struct ParameterGroups {
  /// The rate's factor by parameter name; frozen ones are absent.
  let factors: [String: Double]

  /// - Parameter network: With its head.
  /// - Throws: `NetworkError`.
  init(_ network: Network, plan: TuningPlan) throws {
    let stages = try network.stages(to: Network.StandardOutput.head)
    let moving =
      switch plan.depth {
      case .head: 1
      case .last(let count): 1 + count
      case .full: stages.count
      }
    var factors: [String: Double] = [:]
    let nodes = Dictionary(uniqueKeysWithValues: network.nodes.map { ($0.name, $0) })
    for (distance, stage) in stages.reversed().prefix(moving).enumerated() {
      for name in stage {
        for parameter in nodes[name]?.parameters ?? [] where parameter.isTrainable {
          let isNorm = parameter.role == .normWeight || parameter.role == .normBias
          if plan.frozenNorm && isNorm && network.hasStatistics(name) { continue }
          factors[parameter.name] = pow(plan.layerDecay, Double(distance))
        }
      }
    }
    self.factors = factors
  }

  /// One optimizer per factor and kind of decay, the decayed first.
  ///
  /// - Throws: `TorchError`.
  func optimizer(for net: TorchNetwork, plan: TuningPlan) throws -> GroupedOptimizer {
    try net.train { factors[$0.name] != nil }
    struct Key: Hashable, Comparable {
      var factor: Double, decays: Bool
      static func < (left: Key, right: Key) -> Bool {
        (left.factor, left.decays ? 0 : 1) < (right.factor, right.decays ? 0 : 1)
      }
    }
    var groups: [Key: [Tensor]] = [:]
    for (parameter, tensor) in try net.trained() {
      let key = Key(factor: factors[parameter.name] ?? 1, decays: parameter.role == .weight)
      groups[key, default: []].append(tensor)
    }
    var made: [GroupedOptimizer.Group] = []
    for key in groups.keys.sorted() {
      made.append(
        .init(try Self.optimizer(groups[key] ?? [], plan, decay: key.decays ? plan.weightDecay : 0), factor: key.factor)
      )
    }
    return GroupedOptimizer(made, rate: plan.rate)
  }

  private static func optimizer(
    _ tensors: [Tensor], _ plan: TuningPlan, decay: Double
  ) throws(TorchError) -> any Optimizer {
    switch plan.rule {
    case .sgd(let momentum, let nesterov):
      try SGD(tensors, rate: plan.rate, momentum: momentum, decay: decay, nesterov: nesterov)
    case .adam(let beta1, let beta2):
      try Adam(
        tensors, rate: plan.rate, beta1: beta1, beta2: beta2, decay: decay == 0 ? .none : .coupled(decay))
    case .adamW(let beta1, let beta2):
      try Adam(
        tensors, rate: plan.rate, beta1: beta1, beta2: beta2, decay: decay == 0 ? .none : .decoupled(decay))
    }
  }
}

extension Network {
  /// Whether a layer keeps running statistics.
  fileprivate func hasStatistics(_ node: String) -> Bool {
    nodes.first { $0.name == node }?.parameters.contains { $0.role == .runningMean } ?? false
  }
}
