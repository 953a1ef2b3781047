import Testing

@testable import Torch

/// Gradients by autograd against central differences, in double precision.
@Suite struct GradientTests {
  private func check(
    _ shape: Int..., place: SourceLocation = #_sourceLocation, _ function: (Tensor) throws -> Tensor
  ) throws {
    let start = try Golden.spread(shape.reduce(1, *), step: 0.7).to(.float64).reshaped(shape).copy()
    try start.requireGradient()
    // A weighted sum, so that no element's gradient cancels another's.
    let result = try function(start)
    let weights = try Golden.spread(result.count, step: 1.3).to(.float64).reshaped(result.shape)
    try (result * weights).sum().backward()
    let found = try #require(try start.gradient()).values(Double.self)
    let values = try start.detached().values(Double.self)
    let width = 1e-6
    for index in values.indices {
      let sides = try [width, -width].map { move in
        var moved = values
        moved[index] += move
        return try (function(Tensor(moved, shape: shape)) * weights).sum().scalar()
      }
      let expected = (sides[0] - sides[1]) / (2 * width)
      #expect(abs(found[index] - expected) < 1e-6 * max(1, abs(expected)), "element \(index)", sourceLocation: place)
    }
  }

  private func constant(_ shape: Int..., step: Double) throws -> Tensor {
    try Golden.spread(shape.reduce(1, *), step: step).to(.float64).reshaped(shape)
  }

  @Test func convolution() throws {
    let weight = try constant(4, 1, 3, 3, step: 0.3)
    try check(1, 2, 5, 5) { try $0.conv2d(weight, stride: [2, 2], padding: [1, 1], groups: 2) }
    let image = try constant(2, 2, 4, 4, step: 0.3)
    try check(3, 2, 3, 3) { try image.conv2d($0, bias: nil) }
    try check(1, 1, 3, 4) {
      try $0.padded(top: 0, bottom: 1, left: 0, right: 1).conv2d(self.constant(1, 1, 2, 2, step: 1))
    }
  }

  @Test func linearAlgebra() throws {
    let weight = try constant(3, 4, step: 0.3)
    try check(2, 4) { try $0.linear(weight, bias: self.constant(3, step: 2)) }
    try check(4, 2) { try self.constant(3, 2, step: 0.2).addmm(weight, $0, beta: 0.5, alpha: 2) }
    try check(2, 3) { try $0.matmul($0.transposed()) }
  }

  @Test func normalisation() throws {
    for training in [true, false] {
      let (mean, variance) = (try constant(2, step: 0.1), try constant(2, step: 0.1) + 1.5)
      try check(2, 2, 2, 2) {
        try $0.batchNorm(
          scale: constant(2, step: 0.9), shift: constant(2, step: 0.4), runningMean: mean.copy(),
          runningVariance: variance.copy(), training: training)
      }
    }
    try check(3, 4) { try $0.layerNorm([4], scale: constant(4, step: 0.9), shift: constant(4, step: 0.2)) }
  }

  @Test func activations() throws {
    try check(7) { try $0.relu() }
    try check(7) { try ($0 * 9 + 0.1).relu6() }
    try check(7) { try $0.silu() * $0.sigmoid() + $0.tanh() }
    try check(7) { try $0.gelu() + $0.gelu(approximate: true) }
    try check(7) { try ($0 * 5).hardSwish() + ($0 * 5 + 0.1).hardSigmoid() }
  }

  @Test func poolsAndAttention() throws {
    try check(1, 2, 5, 5) { try $0.maxPool2d([3, 3], stride: [2, 2], padding: [1, 1]) }
    try check(1, 2, 4, 4) { try $0.averagePool2d([2, 2], stride: [2, 2]) }
    try check(1, 2, 4, 4) { try $0.adaptiveAveragePool2d([1, 1]) }
    try check(1, 1, 3, 3) { try $0.resizedBilinearly(to: [5, 4]) }
    try check(1, 2, 3, 4) { try $0.attention(key: $0 * 0.5, value: $0 + 1) }
  }

  @Test func losses() throws {
    let labels = try Tensor([2, 0] as [Int64])
    try check(2, 3) { try $0.crossEntropy(labels, smoothing: 0.1) }
    try check(2, 3) { try $0.logSoftmax().negativeLogLikelihood(labels) }
    try check(2, 3) { try $0.softmax().log() + $0.logSumExp(over: [1], keeping: true) }
  }

  @Test func historyIsRecordedOnlyWhereWanted() throws {
    let x = try Tensor([1, 2] as [Float]).requireGradient()
    #expect(try (x * x).requiresGradient())
    #expect(try !(x * x).detached().requiresGradient())
    let unrecorded = try withoutGradients { try x * x }
    #expect(try !unrecorded.requiresGradient())
    #expect(throws: TorchError.self) { try unrecorded.sum().backward() }
    #expect(throws: TorchError.self) { try withoutGradients { try x.matmul(.zeros([3])) } }
    #expect(try (x * x).requiresGradient(), "recording goes on after a failed body")
    #expect(try x.gradient() == nil)
    for times in 1...2 {
      try (x * x).sum().backward()
      #expect(try x.gradient()?.values(Float.self) == [2 * Float(times), 4 * Float(times)])
    }
    try x.clearGradient()
    #expect(try x.gradient() == nil)
  }
}
