import Testing

@testable import Torch

@Suite struct RandomTests {
  @Test func aSeedFixesTheNumbers() throws {
    let draws = try (0..<2).map { _ in
      let source = try RandomSource(seed: 7)
      return (try source.uniform([3]).values(Float.self), try source.normal([4]).values(Float.self))
    }
    #expect(draws[0] == draws[1])
    #expect(try RandomSource(seed: 8).uniform([3]).values(Float.self) != draws[0].0)
  }

  @Test func aStateGoesOnWhereItWas() throws {
    let source = try RandomSource(seed: 1)
    _ = try source.normal([5])
    let state = try source.state()
    let expected = try source.uniform([5]).values(Float.self)
    let other = try RandomSource(seed: 2)
    try other.restore(state)
    #expect(try other.uniform([5]).values(Float.self) == expected)
    #expect(throws: TorchError.self) { try other.restore([1, 2, 3]) }
  }

  @Test func permutationsHoldEachIndexOnce() throws {
    let order = try RandomSource(seed: 3).permutation(100).values(Int64.self)
    #expect(order != Array(0..<100))
    #expect(order.sorted() == Array(0..<100))
  }

  @Test func dropoutKeepsTheMean() throws {
    let ones = try Tensor.full([20_000], 1)
    let dropped = try ones.dropout(0.3, from: RandomSource(seed: 4))
    let values = try dropped.values(Float.self)
    #expect(values.allSatisfy { $0 == 0 || abs($0 - 1 / 0.7) < 1e-5 })
    #expect(abs(try dropped.mean().scalar() - 1) < 0.02)
    #expect(try ones.dropout(1, from: RandomSource(seed: 4)).sum().scalar() == 0)
  }
}
