import NeuralNetwork

extension AnswerOutput {
  /// The values that a standalone model gives, and the network's outputs that they are made of.
  static let probabilities = "probabilities"
  static let presence = "presence"

  /// The network's outputs that the answer is made of.
  var sources: [String] {
    [Network.StandardOutput.head] + (presence == nil ? [] : [Network.StandardOutput.logits])
  }

  /// Adds the operators from logits ([1, classes]) to probabilities, [classes], and to the presence, [1].
  func add(head: String, own: (logits: String, count: Int)?, in graph: inout GraphBuilder) {
    let first = graph.constant("batch", integers: [0])
    let last = LayerTranslation.attribute("axis", 1)
    let divided = graph.add("Div", "calibrated", [head, graph.constant("temperature", [Float(temperature)])])
    let softmax = graph.add("Softmax", "softmax", [divided], [last])
    graph.add("Squeeze", [softmax, first], output: Self.probabilities)
    guard let presence, let own else { return }
    let scale = graph.constant("own.temperature", [Float(presence.temperature)])
    // Logarithms of sums of exponentials: neither side underflows where the other has all the probability.
    let logits = graph.add("Div", "own.calibrated", [own.logits, scale])
    let of = Set(presence.classes)
    let others = (0..<own.count).filter { !of.contains($0) }
    let sums = [("kind", presence.classes), ("others", others)].map { name, classes in
      let part = graph.add("Gather", "own.\(name)", [logits, graph.constant(name, integers: classes)], [last])
      return graph.add("ReduceLogSumExp", "own.\(name).log", [part], [LayerTranslation.attribute("axes", [1])])
    }
    let odds = graph.add("Sub", "own.odds", sums)
    let bound = [graph.constant("lowest", [-50]), graph.constant("highest", [50])]
    let held = graph.add("Clip", "own.held", [odds] + bound)
    let above = graph.add("Sub", "own.above", [held, graph.constant("middle", [Float(presence.middle)])])
    let score = graph.add("Div", "own.score", [above, graph.constant("spread", [Float(presence.spread)])])
    graph.add("Squeeze", [graph.add("Sigmoid", "own.presence", [score]), first], output: Self.presence)
  }
}
