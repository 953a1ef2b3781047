import Testing

@testable import Torch

@Suite struct TensorTests {
  @Test func copiesInAndOut() throws {
    let tensor = try Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3])
    #expect(tensor.shape == [2, 3])
    #expect(try tensor.dtype() == .float32)
    #expect(try tensor.device() == .cpu)
    #expect(try tensor.transposed().values(Float.self) == [1, 4, 2, 5, 3, 6])
  }

  @Test func refusesAWrongShape() throws {
    let left = try Tensor.zeros([2, 3])
    #expect(throws: TorchError.self) { try left.matmul(try Tensor.zeros([2, 3])) }
    #expect(throws: TorchError.wrongCount(operation: "making a tensor", expected: 6, found: 2)) {
      try Tensor([1, 2] as [Float], shape: [2, 3])
    }
  }
}
