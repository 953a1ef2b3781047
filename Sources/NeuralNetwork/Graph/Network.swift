/// A neural network as a plain value: a graph of typed layers over one image input.
///
/// The graph is written once and interpreted twice: with autograd for training, and as ONNX for inference. Activations
/// are laid out [N, C, H, W]; vectors are [N, F]. The value contains no weights: `parameters` names those it needs.
package struct Network: Sendable, Hashable {
  /// The input image: [N, channels, size, size].
  package struct Input: Sendable, Hashable {
    /// Channels of the image.
    package var channels: Int
    /// Height and width in pixels.
    package var size: Int

    package init(channels: Int, size: Int) {
      self.channels = channels
      self.size = size
    }
  }

  /// One layer at its place in the graph. Its value has the node's name.
  package struct Node: Sendable, Hashable {
    /// The node's name, which its parameters begin with.
    package var name: String
    /// What it computes.
    package var layer: Layer
    /// Names of the values it takes: earlier nodes, or `Network.inputName`.
    package var inputs: [String]
    /// The earlier node whose weights this one uses, all or some; nil where it has its own.
    package var sharing: String?

    package init(name: String, layer: Layer, inputs: [String], sharing: String? = nil) {
      self.name = name
      self.layer = layer
      self.inputs = inputs
      self.sharing = sharing
    }

    /// The node that the weights are named after.
    package var owner: String { sharing ?? name }
  }

  /// A named output value of the network.
  package struct Output: Sendable, Hashable {
    /// The output's name.
    package var name: String
    /// The node whose result it is.
    package var node: String

    package init(name: String, node: String) {
      self.name = name
      self.node = node
    }
  }

  /// The name of the input image for nodes.
  package static let inputName = "input"

  /// The net's name.
  package var name: String
  /// The image that it takes.
  package var input: Input
  /// In topological order: a node takes only values that stand before it.
  package var nodes: [Node]
  /// What it returns.
  package var outputs: [Output]

  package init(name: String, input: Input, nodes: [Node], outputs: [Output]) {
    self.name = name
    self.input = input
    self.nodes = nodes
    self.outputs = outputs
  }
}

extension Network {
  /// Names of the outputs that every backbone has, and of the one that `withHead` adds.
  package enum StandardOutput {
    /// [N, F]: the last feature map averaged over space, or a transformer's class token: the input of classifiers.
    package static let features = "features"
    /// [N, 1000]: the backbone's own ImageNet classifier; missing where the backbone was trained without labels.
    package static let logits = "logits"
    /// [N, F, h, w]: the features of each position taken alone.
    package static let map = "map"
    /// [N, classes]: the classifier trained here.
    package static let head = "head"
  }

  /// The node behind an output.
  ///
  /// - Throws: `NetworkError.missingOutput`.
  package func node(ofOutput output: String) throws(NetworkError) -> String {
    guard let found = outputs.first(where: { $0.name == output }) else {
      throw .missingOutput(network: name, output: output, found: outputs.map(\.name))
    }
    return found.node
  }

  /// The same graph for another image size; the parameters stay the same.
  package func resized(to size: Int) -> Network {
    var copy = self
    copy.input.size = size
    return copy
  }

  /// Whether any layer normalises by batches in training.
  package var hasBatchNorm: Bool {
    nodes.contains { if case .batchNorm = $0.layer { true } else { false } }
  }

  /// The same network with another momentum in every batch norm.
  ///
  /// - Parameter momentum: The new batch's share when running statistics move.
  package func withNormMomentum(_ momentum: Float) -> Network {
    var copy = self
    for index in nodes.indices {
      guard case .batchNorm(var norm) = nodes[index].layer else { continue }
      norm.momentum = momentum
      copy.nodes[index].layer = .batchNorm(norm)
    }
    return copy
  }
}
