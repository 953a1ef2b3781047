import NeuralNetwork
import TestSupport
import Testing

@Suite struct TokenLayerTests {
  private func network(_ nodes: [Network.Node], size: Int = 8) -> Network {
    Network(
      name: "test", input: .init(channels: 6, size: size), nodes: nodes,
      outputs: [.init(name: "out", node: nodes.last?.name ?? Network.inputName)])
  }

  private func node(_ name: String, _ layer: Layer, _ inputs: String..., sharing: String? = nil) -> Network.Node {
    Network.Node(name: name, layer: layer, inputs: inputs, sharing: sharing)
  }

  @Test func everyKindHasItsDocumentedShape() throws {
    let tokens = Tokens(channels: 6, side: 3, resampling: .antialiased)
    let network = network([
      node("mean", .spatialMean, "input"),
      node("gate", .activation(.hardSigmoid), "mean"),
      node("weighed", .multiply, "input", "gate"),
      node("norm", .layerNorm(LayerNorm(channels: 6, epsilon: 1e-6)), "weighed"),
      node("scaled", .channelScale(channels: 6), "norm"),
      node("tokens", .tokens(tokens), "scaled"),
      node("qkv", .linear(Linear(inputs: 6, outputs: 18)), "tokens"),
      node("attention", .attention(Attention(channels: 6, heads: 2)), "qkv"),
      node("again", .layerNorm(LayerNorm(channels: 6, epsilon: 1e-6)), "attention", sharing: "norm"),
      node("class", .classToken, "again"),
      node("vector", .layerNorm(LayerNorm(channels: 6, epsilon: 1e-6)), "class"),
      node("scores", .scoreDerivative(Attention(channels: 6, heads: 2)), "qkv"),
      node("moved", .linear(Linear(inputs: 6, outputs: 18, hasBias: false)), "scores", sharing: "qkv"),
      node("normed", .normDerivative(LayerNorm(channels: 6, epsilon: 1e-6)), "class", "scores", sharing: "norm"),
      node("bent", .geluDerivative, "class", "normed"),
      node("map", .tokenMap, "bent"),
    ])
    let shapes = try network.shapes(batch: 2)
    #expect(shapes["mean"] == [2, 6, 1, 1] && shapes["gate"] == [2, 6, 1, 1])
    #expect(shapes["weighed"] == [2, 6, 8, 8] && shapes["norm"] == [2, 6, 8, 8] && shapes["scaled"] == [2, 6, 8, 8])
    #expect(shapes["tokens"] == [2, 65, 6] && shapes["qkv"] == [2, 65, 18] && shapes["attention"] == [2, 65, 6])
    #expect(shapes["class"] == [2, 6] && shapes["map"] == [2, 6, 8, 8] && shapes["vector"] == [2, 6])
    #expect(shapes["scores"] == [2, 64, 6] && shapes["moved"] == [2, 64, 18] && shapes["bent"] == [2, 64, 6])
    let names = network.parameters.map(\.name)
    #expect(names.filter { $0.hasPrefix("norm.") } == ["norm.weight", "norm.bias"], "shared weights are there once")
    #expect(names.filter { $0.hasPrefix("qkv.") } == ["qkv.weight", "qkv.bias"] && !names.contains("moved.weight"))
    #expect(network.parameters.first { $0.name == "tokens.position" }?.shape == [1, 10, 6])
  }

  @Test func whatDoesNotFitIsRefused() {
    let norm = Layer.layerNorm(LayerNorm(channels: 6, epsilon: 1e-6))
    let wrong: [[Network.Node]] = [
      [node("a", .attention(Attention(channels: 2, heads: 1)), "input")],
      [node("a", .classToken, "input")],
      [node("a", .tokenMap, "input")],
      [node("a", .channelScale(channels: 5), "input")],
      [node("a", .layerNorm(LayerNorm(channels: 6, epsilon: 0)), "input")],
      [node("a", .tokens(Tokens(channels: 6, side: .max, resampling: .antialiased)), "input")],
      [node("a", .tokens(Tokens(channels: 6, side: 0, resampling: .antialiased)), "input")],
      [
        node("a", .tokens(.some), "input"),
        node("b", .multiply, "input", "a"),
      ],
      [node("a", .tokens(.some), "input"), node("b", .tokenMap, "a")],
      [node("a", .scoreDerivative(Attention(channels: 2, heads: 1)), "input")],
      [node("a", .tokens(.some), "input"), node("b", .geluDerivative, "a", "a")],
      [
        node("a", .tokens(.some), "input"), node("b", .classToken, "a"),
        node("c", .normDerivative(LayerNorm(channels: 5, epsilon: 1)), "b", "a"),
      ],
      [
        node("a", .tokens(.some), "input"), node("b", .classToken, "a"),
        node("c", .linear(Linear(inputs: 6, outputs: 6, hasBias: false)), "a"),
        node("d", .linear(Linear(inputs: 6, outputs: 6)), "a", sharing: "c"),
      ],
      [node("a", norm, "input", sharing: "b")],
      [node("a", .channelScale(channels: 6), "input"), node("b", norm, "input", sharing: "a")],
      [node("a", norm, "input"), node("b", norm, "input", sharing: "a"), node("c", norm, "input", sharing: "b")],
    ]
    for nodes in wrong {
      #expect(throws: NetworkError.self, "\(nodes)") { try network(nodes).shapes(batch: 1) }
    }
    let large = network(
      [node("a", .tokens(.some), "input")], size: 129)
    #expect(throws: NetworkError.self) { try large.shapes(batch: 1) }
    let heads = network([
      node("t", .tokens(.some), "input"),
      node("a", .attention(Attention(channels: 2, heads: 3)), "t"),
    ])
    #expect(throws: NetworkError.invalidLayer(node: "a", reason: "3 heads don't divide 2 channels")) {
      try heads.shapes(batch: 1)
    }
  }

  /// Rows of weights sum to 1, whatever the sizes; nothing changes where the sizes are one.
  @Test(arguments: [PositionResampling.offset(0.1), .antialiased])
  func resamplingKeepsWhatIsEven(resampling: PositionResampling) {
    for (side, places) in [(14, 14), (37, 16), (14, 24), (37, 38), (2, 7), (5, 1), (1, 3)] {
      let weights = resampling.weights(from: side, to: places)
      #expect(weights.count == side * places)
      for place in 0..<places {
        let row = weights[(place * side)..<((place + 1) * side)]
        #expect(abs(row.reduce(0, +) - 1) < 1e-5, "\(side) to \(places)")
        if side == places { #expect(row.enumerated().allSatisfy { $0.element == ($0.offset == place ? 1 : 0) }) }
      }
    }
  }
}

extension Tokens {
  /// Of few channels and places.
  fileprivate static let some = Tokens(channels: 6, side: 2, resampling: .antialiased)
}
