import Testing

@testable import Torch

@Suite struct ArithmeticTests {
  let a: Tensor, b: Tensor

  init() throws {
    a = try Tensor([1, 2, 3, 4] as [Float], shape: [2, 2])
    b = try Tensor([10, 20] as [Float])
  }

  @Test func broadcasts() throws {
    #expect(try (a + b).values(Float.self) == [11, 22, 13, 24])
    #expect(try (a - b).values(Float.self) == [-9, -18, -7, -16])
    #expect(try (a * b).values(Float.self) == [10, 40, 30, 80])
    #expect(try (b / a).values(Float.self) == [10, 10, 10.0 / 3, 5])
    #expect(try (2 * a - 1).values(Float.self) == [1, 3, 5, 7])
    #expect(try (-a / 2).values(Float.self) == [-0.5, -1, -1.5, -2])
    #expect(try (Tensor([1, 2] as [Int64]) - Tensor([3, 3] as [Int64])).values(Int64.self) == [-2, -1])
  }

  @Test func elementwise() throws {
    #expect(try a.power(2).squareRoot().values(Float.self) == [1, 2, 3, 4])
    #expect(distance(try a.exp().log().values(), [1, 2, 3, 4]) < 1e-6)
    #expect(try (-a).magnitude().clamped(to: 2...3).values(Float.self) == [2, 2, 3, 3])
    let larger = try a.isGreater(than: .full([], 2))
    #expect(try larger.values(Bool.self) == [false, false, true, true])
    #expect(try a.chosen(where: larger, else: .zeros([])).values(Float.self) == [0, 0, 3, 4])
    #expect(try a.equals(a.transposed()).values(Bool.self) == [true, false, false, true])
    let sum = try a.copy()
    try sum.accumulate(b, factor: 0.5)
    try sum.rescale(by: 2)
    #expect(try sum.values(Float.self) == [12, 24, 16, 28])
    #expect(try a.values(Float.self) == [1, 2, 3, 4])
  }

  @Test func matrixProducts() throws {
    #expect(try a.matmul(a).values(Float.self) == [7, 10, 15, 22])
    #expect(try b.addmm(a, a, beta: 0.5, alpha: 2).values(Float.self) == [19, 30, 35, 54])
    #expect(try a.dot(a).scalar() == 30)
    #expect(throws: TorchError.self) { try a.dot(b) }
  }

  @Test func shapes() throws {
    let cube = try Tensor.range(24, .float32).reshaped([2, 3, -1])
    #expect(cube.shape == [2, 3, 4])
    #expect(try cube.permuted([2, 0, 1]).shape == [4, 2, 3])
    #expect(try cube.transposed(0, 2).shape == [4, 3, 2])
    #expect(try cube.unsqueezed(1).shape == [2, 1, 3, 4])
    #expect(try cube.unsqueezed(1).squeezed(1).shape == [2, 3, 4])
    #expect(try cube.narrowed(1, to: 1..<3).selected(0, at: 1).selected(1, at: 0).values(Float.self) == [16, 20])
    #expect(try a.indexed(0, by: Tensor([1, 0, 1] as [Int64])).values(Float.self) == [3, 4, 1, 2, 3, 4])
    #expect(try a.gathered(1, by: Tensor([1, 0] as [Int64], shape: [2, 1])).values(Float.self) == [2, 3])
    #expect(try a.flipped([1]).values(Float.self) == [2, 1, 4, 3])
    #expect(try Tensor.concatenated([a, a], along: 1).shape == [2, 4])
    #expect(try Tensor.stacked([a, a]).shape == [2, 2, 2])
    #expect(try b.expanded([3, 2]).values(Float.self) == [10, 20, 10, 20, 10, 20])
    let padded = try a.padded(top: 1, bottom: 0, left: 0, right: 1, value: 9)
    #expect(try padded.values(Float.self) == [9, 9, 9, 1, 2, 9, 3, 4, 9])
  }

  @Test func reductions() throws {
    #expect(try a.sum().scalar() == 10)
    #expect(try a.sum(over: [0]).values(Float.self) == [4, 6])
    #expect(try a.mean(over: [1], keeping: true).shape == [2, 1])
    #expect(try a.maximum(over: [0]).values(Float.self) == [3, 4])
    #expect(try a.argmax(along: 1).values(Int64.self) == [1, 1])
    let top = try a.top(1, along: 0)
    #expect(try top.values.values(Float.self) == [3, 4])
    #expect(try top.indices.values(Int64.self) == [1, 1])
    #expect(distance(try a.softmax().sum(over: [1]).values(), [1, 1]) < 1e-6)
    #expect(distance(try a.logSoftmax().exp().values(), try a.softmax().values()) < 1e-6)
    #expect(distance(try a.logSumExp(over: [1]).values(), [2.3132617, 4.3132617]) < 1e-6)
  }

  @Test(arguments: [(1, 1, 1), (3, 7, 5), (64, 33, 120), (750, 256, 17)])
  func productIsTheMatrixProductOfAnyLayout(_ m: Int, _ k: Int, _ n: Int) throws {
    let random = try RandomSource(seed: UInt64(m + k + n))
    let pairs = [
      (try random.normal([m, k]), try random.normal([k, n])),
      (try random.normal([k, m]).transposed(), try random.normal([n, k]).transposed()),
    ]
    for (left, right) in pairs {
      let (found, expected) = (try left.product(right), try left.matmul(right))
      #expect(found.shape == [m, n])
      for (a, b) in zip(try found.values(Float.self), try expected.values(Float.self)) { #expect(abs(a - b) < 1e-3) }
    }
    #expect(throws: TorchError.self) { try Tensor.zeros([2, 3]).product(.zeros([2, 3])) }
    #expect(try Tensor.zeros([0, 3]).product(.zeros([3, 2])).shape == [0, 2])
  }
}
