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

  @Test func keepsEveryElementType() throws {
    #expect(try Tensor([1.5, -2] as [Double]).values(Double.self) == [1.5, -2])
    #expect(try Tensor([Int64.min, 7]).values(Int64.self) == [Int64.min, 7])
    #expect(try Tensor([0, 255] as [UInt8]).values(UInt8.self) == [0, 255])
    #expect(try Tensor([true, false]).values(Bool.self) == [true, false])
    #expect(try Tensor([] as [Float], shape: [0, 3]).shape == [0, 3])
    #expect(try Tensor([3] as [Float], shape: []).scalar() == 3)
    let rounded = try Tensor([1.00390625, 3] as [Float]).to(.bfloat16)
    #expect(try rounded.dtype() == .bfloat16)
    #expect(try rounded.to(.float32).values(Float.self) == [1, 3])
  }

  @Test func refusesCountsTypesAndShapesThatDoNotFit() throws {
    #expect(throws: TorchError.wrongCount(operation: "making a tensor", expected: 6, found: 2)) {
      try Tensor([1, 2] as [Float], shape: [2, 3])
    }
    #expect(throws: TorchError.self) { try Tensor([1] as [Float], shape: [.max, .max]) }
    #expect(throws: TorchError.self) { try Tensor([1] as [Float], shape: [-1]) }
    let floats = try Tensor.zeros([2, 3])
    #expect(throws: TorchError.wrongType(operation: "reading a tensor", expected: .int64, found: .float32)) {
      try floats.values(Int64.self)
    }
    let refusal = #expect(throws: TorchError.self) { try floats.matmul(floats) }
    #expect(refusal?.description.contains("matmul") == true)
    #expect(refusal?.description.contains("2x3") == true)
    #expect(refusal?.description.contains("\n") == false)
    #expect(throws: TorchError.self) { try floats.narrowed(0, to: 1..<4) }
    #expect(throws: TorchError.self) { try floats.scalar() }
  }

  @Test func aFailureLeavesOtherThreadsMessagesAlone() async throws {
    try await withThrowingTaskGroup(of: String.self) { group in
      for columns in 2..<10 {
        group.addTask {
          let error = #expect(throws: TorchError.self) { try Tensor.zeros([1, columns]).matmul(.zeros([1, columns])) }
          return error.map { "\(columns) \($0.description.contains("1x\(columns)"))" } ?? ""
        }
      }
      for try await answer in group { #expect(answer.hasSuffix("true")) }
    }
  }

  @Test func devicesHaveNames() {
    #expect(Device(name: "cuda:1") == .cuda(1))
    #expect(Device(name: "cuda") == .cuda(0))
    #expect(Device(name: "tpu") == nil)
    #expect(Device(name: "cuda:-1") == nil)
    #expect(Device.available.last == .cpu)
  }

  @Test(.disabled(if: Device.available.contains(.cuda(0)), "this machine has such a device"))
  func aMissingDeviceIsAnError() throws {
    #expect(throws: TorchError.unavailable(.cuda(0))) { try Device.cuda(0).required() }
    #expect(throws: TorchError.self) { try Tensor([1] as [Float], on: .cuda(0)) }
  }
}
