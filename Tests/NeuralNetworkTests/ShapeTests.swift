import NeuralNetwork
import TestSupport
import Testing

@Suite struct ShapeTests {
  private func network(_ nodes: [Network.Node], output: String? = nil) -> Network {
    Network(
      name: "test", input: .init(channels: 3, size: 8), nodes: nodes,
      outputs: [.init(name: "out", node: output ?? nodes.last?.name ?? Network.inputName)])
  }

  private func node(_ name: String, _ layer: Layer, _ inputs: String...) -> Network.Node {
    Network.Node(name: name, layer: layer, inputs: inputs)
  }

  private func convolution(
    _ inputs: Int, _ outputs: Int, kernel: Int = 3, stride: Int = 1, groups: Int = 1, padding: Padding = .same
  ) -> Layer {
    .convolution(
      Convolution(
        inputs: inputs, outputs: outputs, kernel: kernel, stride: stride, groups: groups, padding: padding))
  }

  @Test func everyLayerKindHasItsDocumentedShape() throws {
    let network = network([
      node("conv", convolution(3, 6, stride: 2), "input"),
      node("norm", .batchNorm(BatchNorm(channels: 6, epsilon: 1e-3, momentum: 0.1)), "conv"),
      node("act", .activation(.relu6), "norm"),
      node("add", .add, "act", "conv"),
      node("side", .concatenate, "add", "act", "conv"),
      node("max", .maxPool(MaxPool(kernel: 3, stride: 2, padding: .explicit(1))), "side"),
      node("mean", .globalAveragePool, "max"),
      node("line", .linear(Linear(inputs: 18, outputs: 5)), "mean"),
      node("half", .scale(factor: 0.5), "line"),
    ])
    let shapes = try network.shapes(batch: 4)
    #expect(shapes["input"] == [4, 3, 8, 8])
    #expect(shapes["conv"] == [4, 6, 4, 4])
    #expect(shapes["norm"] == shapes["conv"] && shapes["act"] == shapes["conv"] && shapes["add"] == shapes["conv"])
    #expect(shapes["side"] == [4, 18, 4, 4])
    #expect(shapes["max"] == [4, 18, 2, 2])
    #expect(shapes["mean"] == [4, 18])
    #expect(shapes["line"] == [4, 5] && shapes["half"] == [4, 5])
    #expect(try network.outputShapes(batch: 4) == ["out": [4, 5]])
  }

  @Test func aWrongShapeNamesTheLayer() {
    let wrong = network([node("a", convolution(4, 8), "input")])
    #expect(throws: NetworkError.wrongShape(node: "a", expected: "[N, 4, H, W]", found: [1, 3, 8, 8])) {
      try wrong.shapes(batch: 1)
    }
    let unequal = network([node("a", convolution(3, 8), "input"), node("b", .add, "input", "a")])
    #expect(throws: NetworkError.wrongShape(node: "b", expected: "[1, 3, 8, 8]", found: [1, 8, 8, 8])) {
      try unequal.shapes(batch: 1)
    }
    let flat = network([node("a", .linear(Linear(inputs: 3, outputs: 8)), "input")])
    #expect(throws: NetworkError.wrongShape(node: "a", expected: "[N, 3] or [N, T, 3]", found: [1, 3, 8, 8])) {
      try flat.shapes(batch: 1)
    }
    let large = network([node("a", convolution(3, 8, kernel: 9, padding: .explicit(0)), "input")])
    #expect(throws: NetworkError.self) { try large.shapes(batch: 1) }
    let torn = network([node("a", convolution(3, 3, stride: 2), "input"), node("b", .concatenate, "input", "a")])
    #expect(
      throws: NetworkError.wrongShape(node: "b", expected: "[1, 3, 8, 8] but for its channels", found: [1, 3, 4, 4])
    ) { try torn.shapes(batch: 1) }
  }

  @Test func aGraphOutOfOrderIsRefused() {
    let late = network([node("a", .activation(.relu), "b"), node("b", .activation(.relu), "input")])
    #expect(throws: NetworkError.unknownValue(taker: "a", value: "b")) { try late.shapes(batch: 1) }
    let twice = network([node("a", .activation(.relu), "input"), node("a", .activation(.relu), "input")])
    #expect(throws: NetworkError.duplicateName("a")) { try twice.shapes(batch: 1) }
    let hidden = network([node("input", .activation(.relu), "input")])
    #expect(throws: NetworkError.duplicateName("input")) { try hidden.shapes(batch: 1) }
    let lost = network([node("a", .activation(.relu), "input")], output: "z")
    #expect(throws: NetworkError.unknownValue(taker: "out", value: "z")) { try lost.shapes(batch: 1) }
    let lone = network([node("a", .add, "input")])
    #expect(throws: NetworkError.wrongInputCount(node: "a", expected: 2, found: 1)) { try lone.shapes(batch: 1) }
    let empty = network([node("a", .concatenate)])
    #expect(throws: NetworkError.wrongInputCount(node: "a", expected: 1, found: 0)) { try empty.shapes(batch: 1) }
  }

  @Test(arguments: [
    Convolution(inputs: 3, outputs: 8, kernel: 0, padding: .same),
    Convolution(inputs: 3, outputs: 8, kernel: 3, stride: 0, padding: .same),
    Convolution(inputs: 3, outputs: 8, kernel: 3, groups: 2, padding: .same),
    Convolution(inputs: 3, outputs: 8, kernel: 3, groups: 0, padding: .same),
    Convolution(inputs: 3, outputs: -8, kernel: 3, padding: .same),
    Convolution(inputs: 3, outputs: 8, kernel: 3, padding: .explicit(-1)),
    Convolution(inputs: 3, outputs: 8, kernel: 3, padding: .explicit(2)),
    Convolution(inputs: 3, outputs: .max, kernel: 3, padding: .same),
    Convolution(inputs: 3, outputs: 8, kernel: .max, padding: .explicit(.max)),
  ])
  func senselessNumbersAreRefusedNotComputed(convolution: Convolution) {
    let network = network([node("a", .convolution(convolution), "input")])
    #expect {
      try network.shapes(batch: 1)
    } throws: {
      guard case .invalidLayer("a", _)? = $0 as? NetworkError else { return false }
      return true
    }
  }

  @Test(arguments: [0, -1, Int.max, 16_385])
  func inputsOutsideTheLimitsAreRefused(size: Int) {
    #expect(throws: NetworkError.self) { try EfficientNetLite.lite0.network(inputSize: size).shapes(batch: 1) }
    #expect(throws: NetworkError.self) {
      try EfficientNetLite.lite0.network().shapes(batch: size == 16_385 ? 65_537 : size)
    }
  }

  @Test(arguments: [0, 1, 7, UInt64.max], [1, 0.04, 3e-5, 1e30] as [Float])
  func numbersAreThoseOfTheStandardLibrary(seed: UInt64, bound: Float) {
    var (own, other) = (SplitMix64(seed: seed), SplitMix64(seed: seed))
    for _ in 0..<10_000 {
      #expect(own.float(within: bound) == Float.random(in: -bound...bound, using: &other))
    }
  }

  @Test func initialValuesFollowTheirRoles() throws {
    let parameters = ResNet.resNet18.network().parameters
    var generator = SplitMix64(seed: 7)
    let kernel = try #require(parameters.first)
    let values = kernel.initialValues(using: &generator)
    let bound = (6.0 / Float(3 * 7 * 7)).squareRoot()
    #expect(values.count == 64 * 3 * 49)
    #expect(values.allSatisfy { abs($0) <= bound } && values.contains { $0 > bound * 0.9 })
    #expect(abs(values.reduce(0, +) / Float(values.count)) < bound / 20)
    var again = SplitMix64(seed: 7)
    #expect(kernel.initialValues(using: &again) == values)
    let variance = try #require(parameters.first { $0.role == .runningVariance })
    #expect(variance.initialValues(using: &generator).allSatisfy { $0 == 1 })
    #expect(!variance.isTrainable)
  }
}
