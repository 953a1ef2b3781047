import NeuralNetwork
import TestSupport
import Testing

@testable import Torch

@Suite struct TrainingPartsTests {
  @Test func groupsMoveByTheirShareOfTheRate() throws {
    let parameters = try (0..<2).map { _ in try Tensor([Float(1)]).requireGradient() }
    let optimizer = GroupedOptimizer(
      [
        .init(try SGD([parameters[0]], rate: 0), factor: 1), .init(try SGD([parameters[1]], rate: 0), factor: 0.5),
      ], rate: 0.1)
    try (parameters[0] + parameters[1]).sum().backward()
    try optimizer.step()
    #expect(abs(try parameters[0].detached().scalar() - 0.9) < 1e-6)
    #expect(abs(try parameters[1].detached().scalar() - 0.95) < 1e-6)
    optimizer.rate = 0
    try optimizer.step()
    #expect(abs(try parameters[0].detached().scalar() - 0.9) < 1e-6)
    #expect(optimizer.parameters.count == 2)
  }

  @Test func theAverageFollowsAndExchanges() throws {
    let network = try TorchNetworkTests.small()
    let net = try TorchNetwork(network, weights: network.seededWeights(1))
    let average = try MovingAverage(of: net, decay: 0.75)
    let bias = try #require(net.tensor("head.bias"))
    try net.train { _ in true }
    try bias.detached().assign(Tensor([Float(8), 8]))
    // Late enough for the whole decay: 0.75 · 0 + 0.25 · 8.
    try average.update(step: 1000)
    let tensor = try #require(average.tensors["head.bias"])
    #expect(try tensor.values(Float.self) == [2, 2])
    try average.exchange()
    #expect(try bias.detached().values(Float.self) == [2, 2])
    try average.exchange()
    #expect(try bias.detached().values(Float.self) == [8, 8])
    // The first steps forget the beginning: 2/11 of the old at step 1.
    try average.update(step: 1)
    let after = try #require(average.tensors["head.bias"]).values(Float.self)
    #expect(abs(after[0] - (2.0 / 11 * 2 + 9.0 / 11 * 8)) < 1e-5)
  }

  /// Branches that are left out leave the shortcut, the others are scaled up, so that the mean stays.
  @Test func dropPathKeepsTheMean() throws {
    let path = try DropPath(rate: 0.25, seed: 3)
    let branch = try Tensor.full([4000, 2, 1, 1], 1)
    let thinned = try path.thin(branch, depth: 1).values(Float.self)
    #expect(Set(thinned.map { ($0 * 1000).rounded() }) == [0, 1333])
    #expect(abs(thinned.reduce(0, +) / 8000 - 1) < 0.05)
    #expect(stride(from: 0, to: 8000, by: 2).allSatisfy { thinned[$0] == thinned[$0 + 1] })
    #expect(try path.thin(branch, depth: 0).values(Float.self).allSatisfy { $0 == 1 })
    let again = try DropPath(rate: 0.25, seed: 3).thin(branch, depth: 1).values(Float.self)
    #expect(again == thinned)
  }

  @Test func droppedBranchesChangeTrainingOnly() throws {
    let network = try TorchNetworkTests.small()
    let net = try TorchNetwork(network, weights: network.seededWeights(2))
    let input = try RandomSource(seed: 1).normal([16, 3, 9, 9])
    func head(_ mode: TorchNetwork.Mode, _ rate: Double) throws -> [Float] {
      let path = try DropPath(rate: rate, seed: 1)
      return try #require(net.forward(input, to: ["head"], mode: mode, dropPath: path)["head"]).values()
    }
    #expect(try head(.evaluation, 0.9) == head(.evaluation, 0))
    #expect(try head(.training, 0.9) != head(.training, 0))
  }
}
