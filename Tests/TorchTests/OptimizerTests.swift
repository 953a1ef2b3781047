import Testing

@testable import Torch

@Suite struct OptimizerTests {
  /// The script's `path`: ten steps on Σ (θ − target)² · scale from θ = 1.
  private func path(_ make: ([Tensor]) throws -> any Optimizer) throws -> [Float] {
    let theta = try Tensor.full([4], 1).requireGradient()
    let target = try Tensor([0.5, -1, 2, 0] as [Float])
    let scale = try Tensor([1, 0.1, 0.5, 2] as [Float])
    let optimizer = try make([theta])
    for _ in 0..<10 {
      try optimizer.clearGradients()
      try ((theta - target).power(2) * scale).sum().backward()
      try optimizer.step()
    }
    return try theta.values()
  }

  @Test func stepsAsPyTorchDoes() throws {
    let golden = try Golden.load("optimizers", as: [String: [Float]].self)
    let found: [String: [Float]] = [
      "sgd": try path { try SGD($0, rate: 0.05) },
      "momentum": try path { try SGD($0, rate: 0.05, momentum: 0.9, decay: 0.01) },
      "nesterov": try path { try SGD($0, rate: 0.05, momentum: 0.9, decay: 0.01, nesterov: true) },
      "adam": try path { try Adam($0, rate: 0.1, beta1: 0.8, beta2: 0.95, decay: .coupled(0.1)) },
      "adamw": try path { try Adam($0, rate: 0.1, beta1: 0.8, beta2: 0.95, decay: .decoupled(0.1)) },
    ]
    #expect(found.keys.sorted() == golden.keys.sorted())
    for (name, values) in golden { #expect(distance(found[name] ?? [], values) < 1e-5, "\(name)") }
  }

  @Test func leavesParametersWithoutGradientAlone() throws {
    let (moved, still) = (try Tensor.full([2], 1).requireGradient(), try Tensor.full([2], 1).requireGradient())
    for optimizer in try [SGD([still, moved], rate: 0.1, momentum: 0.9), Adam([still, moved], rate: 0.1)]
      as [any Optimizer]
    {
      try optimizer.clearGradients()
      try optimizer.step()
      try (moved * moved).sum().backward()
      try optimizer.step()
    }
    #expect(try still.values(Float.self) == [1, 1])
    #expect(try moved.values(Float.self)[0] < 0.9)
  }

  @Test func aStateGoesOnWhereItWas() throws {
    let parameters = try (0..<2).map { _ in try Tensor.full([3], 1).requireGradient() }
    let optimizers = try parameters.map { try Adam([$0], rate: 0.1, decay: .decoupled(0.1)) }
    func step(_ index: Int) throws {
      try optimizers[index].clearGradients()
      try (parameters[index].power(4)).sum().backward()
      try optimizers[index].step()
    }
    for _ in 0..<3 { try step(0) }
    try withoutGradients { try parameters[1].assign(parameters[0]) }
    for (new, old) in zip(optimizers[1].state, optimizers[0].state) { try new.assign(old) }
    for index in 0..<2 { try step(index) }
    #expect(try parameters[0].values(Float.self) == parameters[1].values(Float.self))
  }

  @Test func clipsTheCommonNorm() throws {
    let parameters = try [3, 4].map { try Tensor([$0] as [Float]).requireGradient() }
    let optimizer = try SGD(parameters, rate: 1)
    try (parameters[0].power(2) / 2 + parameters[1].power(2) / 2).sum().backward()
    #expect(try optimizer.clipGradients(norm: 1) == 5)
    for (parameter, clipped) in zip(parameters, [0.6, 0.8]) {
      #expect(abs(try #require(try parameter.gradient()).scalar() - clipped) < 1e-6)
    }
    #expect(abs(try optimizer.clipGradients(norm: 10) - 1) < 1e-6)
  }
}
