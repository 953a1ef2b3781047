import Testing

@testable import Torch

/// Layers, activations and losses against PyTorch's own numbers.
@Suite struct GoldenOperationTests {
  let golden: [String: [Float]]
  let x: Tensor

  init() throws {
    golden = try Golden.load("operations")
    x = try Golden.spread(2, 4, 7, 6)
  }

  private func expect(_ name: String, _ found: Tensor, _ place: SourceLocation = #_sourceLocation) throws {
    #expect(distance(try found.values(), try #require(golden[name])) < 2e-5, "\(name)", sourceLocation: place)
  }

  @Test func convolution() throws {
    let weight = try Golden.spread(6, 2, 3, 3, step: 0.11)
    let bias = try Golden.spread(6)
    try expect("conv", x.conv2d(weight, bias: bias, stride: [2, 2], padding: [1, 1], groups: 2))
    try expect(
      "conv", x.channelsLast().conv2d(weight.channelsLast(), bias: bias, stride: [2, 2], padding: [1, 1], groups: 2))
    try expect("linear", Golden.spread(5, 3).linear(Golden.spread(2, 3, step: 0.8), bias: Golden.spread(2)))
  }

  @Test func normalisation() throws {
    let mean = try Golden.spread(4, step: 0.2) * 0.1
    let variance = try Golden.spread(4, step: 0.2).magnitude() + 0.5
    for (training, name) in [(false, "batchNormEvaluation"), (true, "batchNormTraining")] {
      try expect(
        name,
        x.batchNorm(
          scale: Golden.spread(4), shift: Golden.spread(4, step: 0.5), runningMean: mean, runningVariance: variance,
          training: training, momentum: 0.1, epsilon: 1e-3))
    }
    try expect("runningMean", mean)
    try expect("runningVariance", variance)
    try expect("layerNorm", x.layerNorm([6], scale: Golden.spread(6), shift: Golden.spread(6, step: 0.5)))
  }

  @Test func poolingAndResizing() throws {
    try expect("maxPool", x.maxPool2d([3, 3], stride: [2, 2], padding: [1, 1]))
    try expect("averagePool", x.averagePool2d([3, 3], stride: [2, 2], padding: [1, 1], countingPadding: false))
    try expect("adaptivePool", x.adaptiveAveragePool2d([3, 2]))
    try expect("bilinear", x.resizedBilinearly(to: [9, 5]))
  }

  @Test func activationsAndAttention() throws {
    let nine = try Golden.spread(9)
    try expect("gelu", nine.gelu())
    try expect("geluApproximate", nine.gelu(approximate: true))
    try expect("silu", nine.silu())
    try expect("hardSwish", (nine * 4).hardSwish())
    try expect("hardSigmoid", (nine * 4).hardSigmoid())
    let (key, value) = (try Golden.spread(1, 2, 3, 4, step: 0.7), try Golden.spread(1, 2, 3, 4, step: 0.3))
    try expect("attention", Golden.spread(1, 2, 3, 4).attention(key: key, value: value))
    let edges = try Tensor([-7, -1, 0, 3, 7] as [Float])
    #expect(try edges.relu().values(Float.self) == [0, 0, 0, 3, 7])
    #expect(try edges.relu6().values(Float.self) == [0, 0, 0, 3, 6])
    #expect(distance(try edges.sigmoid().values(), try ((edges / 2).tanh() / 2 + 0.5).values()) < 1e-6)
  }

  @Test func losses() throws {
    let logits = try Golden.spread(5, 3, step: 0.9)
    let labels = try Tensor([0, 2, 1, 1, 0] as [Int64])
    try expect("crossEntropy", logits.crossEntropy(labels))
    try expect("smoothed", logits.crossEntropy(labels, smoothing: 0.1))
    try expect("weighted", logits.crossEntropy(labels, classWeights: Tensor([1, 2, 0.5] as [Float])))
    try expect("nll", logits.logSoftmax().negativeLogLikelihood(labels))
    #expect(throws: TorchError.self) { try logits.crossEntropy(Tensor([0, 2, 1, 1, 3] as [Int64])) }
  }
}
