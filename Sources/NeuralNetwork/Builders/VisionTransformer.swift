/// Vision transformers: an image's patches as a row of tokens.
///
/// Dosovitskiy et al. 2020, "An Image is Worth 16x16 Words", arXiv:2010.11929; DINOv2 (Oquab et al. 2023,
/// arXiv:2304.07193) adds layer scale and has no classifier. Norms come before the layers they normalise for; the
/// features are the class token after the last norm. The map is the features' gradient with respect to the score that the
/// class token gives each place in the last block's attention, all heads together: times a class's weights it says what
/// looking there more adds to the class (attention times gradient, as in Chefer et al. 2021, arXiv:2103.15679, for the
/// last layer).
package struct VisionTransformer: Sendable, Hashable {
  package enum Size: String, Sendable, Hashable, CaseIterable { case small, base }

  /// Width, depth and number of heads.
  package var size: Size
  /// Side of a patch in pixels.
  package var patch: Int
  /// Patches a side that the positions were learnt for.
  package var side: Int
  /// Whether each branch is scaled by a learnt vector.
  package var hasLayerScale: Bool
  /// Whether the publisher's own classifier follows.
  package var classifies: Bool
  /// How the position embedding is fitted to another input size.
  package var resampling: PositionResampling

  /// Patches of 16 pixels, learnt on 224×224.
  package static func patch16(_ size: Size) -> VisionTransformer {
    VisionTransformer(
      size: size, patch: 16, side: 14, hasLayerScale: false, classifies: true, resampling: .antialiased)
  }

  /// Patches of 14 pixels, learnt on 518×518.
  package static func dinoV2(_ size: Size) -> VisionTransformer {
    VisionTransformer(
      size: size, patch: 14, side: 37, hasLayerScale: true, classifies: false, resampling: .offset(0.1))
  }

  var width: Int { size == .small ? 384 : 768 }
  var heads: Int { width / 64 }
  static let depth = 12
  /// What norms add to the variance.
  fileprivate static let epsilon: Float = 1e-6

  /// The network with its standard outputs; `features` is [N, 384] or [N, 768].
  package func network(name: String, inputSize: Int) -> Network {
    var graph = GraphBuilder()
    var value = graph.add(
      "patches",
      .convolution(
        Convolution(inputs: 3, outputs: width, kernel: patch, stride: patch, padding: .explicit(0), hasBias: true)),
      Network.inputName)
    value = graph.add("tokens", .tokens(Tokens(channels: width, side: side, resampling: resampling)), value)
    for index in 0..<(Self.depth - 1) {
      value = graph.attention("blocks.\(index)", self, value)
      value = graph.perceptron("blocks.\(index)", self, value)
    }
    let last = "blocks.\(Self.depth - 1)"
    value = graph.attention(last, self, value)
    // From here on only the class token matters.
    value = graph.add("\(last).class", .classToken, value)
    value = graph.perceptron(last, self, value)
    let features = graph.norm("norm", width, value)
    let map = graph.gradientMap(of: last, self)
    return graph.finish(
      name: name, input: .init(channels: 3, size: inputSize), features: features, map: map, channels: width,
      classifies: classifies)
  }
}

extension GraphBuilder {
  fileprivate mutating func norm(_ name: String, _ channels: Int, _ input: String) -> String {
    add(name, .layerNorm(LayerNorm(channels: channels, epsilon: VisionTransformer.epsilon)), input)
  }

  fileprivate mutating func attention(_ name: String, _ net: VisionTransformer, _ input: String) -> String {
    let width = net.width
    var value = norm("\(name).norm1", width, input)
    value = add("\(name).qkv", .linear(Linear(inputs: width, outputs: 3 * width)), value)
    value = add("\(name).attention", .attention(Attention(channels: width, heads: net.heads)), value)
    value = add("\(name).gather", .linear(Linear(inputs: width, outputs: width)), value)
    if net.hasLayerScale { value = add("\(name).scale1", .channelScale(channels: width), value) }
    return add("\(name).add1", .add, value, input)
  }

  fileprivate mutating func perceptron(_ name: String, _ net: VisionTransformer, _ input: String) -> String {
    let width = net.width
    var value = norm("\(name).norm2", width, input)
    value = add("\(name).expand", .linear(Linear(inputs: width, outputs: 4 * width)), value)
    value = add("\(name).gelu", .activation(.gelu), value)
    value = add("\(name).project", .linear(Linear(inputs: 4 * width, outputs: width)), value)
    if net.hasLayerScale { value = add("\(name).scale2", .channelScale(channels: width), value) }
    return add("\(name).add2", .add, value, input)
  }
  /// The last block and the last norm once more, for small moves of the class token's attention: one for each place.
  fileprivate mutating func gradientMap(of block: String, _ net: VisionTransformer) -> String {
    let width = net.width
    func name(_ word: String) -> String { "map.\(block).\(word)" }
    var value = add(
      name("scores"), .scoreDerivative(Attention(channels: width, heads: net.heads)), "\(block).qkv")
    value = product(name("gather"), Linear(inputs: width, outputs: width, hasBias: false), value, of: "\(block).gather")
    if net.hasLayerScale {
      value = add(name("scale1"), .channelScale(channels: width), value, sharing: "\(block).scale1")
    }
    let moved = value
    let norm = LayerNorm(channels: width, epsilon: VisionTransformer.epsilon)
    value = add(name("norm2"), .normDerivative(norm), "\(block).class", value, sharing: "\(block).norm2")
    value = product(
      name("expand"), Linear(inputs: width, outputs: 4 * width, hasBias: false), value, of: "\(block).expand")
    value = add(name("gelu"), .geluDerivative, "\(block).expand", value)
    value = product(
      name("project"), Linear(inputs: 4 * width, outputs: width, hasBias: false), value, of: "\(block).project")
    if net.hasLayerScale {
      value = add(name("scale2"), .channelScale(channels: width), value, sharing: "\(block).scale2")
    }
    value = add(name("add"), .add, value, moved)
    value = add("map.norm", .normDerivative(norm), "\(block).add2", value, sharing: "norm")
    return add("map.places", .tokenMap, value)
  }

  /// Another layer's matrix without its bias.
  private mutating func product(_ name: String, _ layer: Linear, _ value: String, of owner: String) -> String {
    add(name, .linear(layer), value, sharing: owner)
  }
}
