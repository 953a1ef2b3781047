import NeuralNetwork
import SwiftProtobuf

// Layers of transformers as ONNX operators; the first axis, the batch, may have any size.
extension LayerTranslation {
  mutating func transpose(_ word: String, of node: Network.Node, _ input: String, _ order: [Int]) -> String {
    step("Transpose", word, of: node, [input]) { $0.attribute = [Self.attribute("perm", order)] }
  }

  /// A size of 0 keeps the input's.
  mutating func reshape(_ word: String, of node: Network.Node, _ input: String, _ shape: [Int]) -> String {
    let sizes = constant("\(node.name).\(word).shape", integers: shape)
    return step("Reshape", word, of: node, [input, sizes])
  }

  /// x · weightᵀ + bias over the last axis of tokens.
  mutating func addProduct(_ node: Network.Node, hasBias: Bool) {
    let turned = transpose("turned", of: node, "\(node.owner).weight", [1, 0])
    guard hasBias else { return add("MatMul", node, node.inputs + [turned]) }
    let product = step("MatMul", "product", of: node, node.inputs + [turned])
    add("Add", node, [product, "\(node.owner).bias"])
  }

  mutating func add(_ layer: LayerNorm, _ node: Network.Node, isImage: Bool) {
    let attributes = [Self.attribute("axis", -1), Self.attribute("epsilon", layer.epsilon)]
    let weights = ["\(node.owner).weight", "\(node.owner).bias"]
    guard isImage else {
      add("LayerNormalization", node, node.inputs + weights) { $0.attribute = attributes }
      return
    }
    let rows = transpose("last", of: node, node.inputs[0], [0, 2, 3, 1])
    let normal = step("LayerNormalization", "normal", of: node, [rows] + weights) { $0.attribute = attributes }
    add("Transpose", node, [normal]) { $0.attribute = [Self.attribute("perm", [0, 3, 1, 2])] }
  }

  mutating func addChannelScale(_ node: Network.Node, isImage: Bool) {
    let weight = "\(node.owner).weight"
    let factors = isImage ? reshape("factors", of: node, weight, [-1, 1, 1]) : weight
    add("Mul", node, node.inputs + [factors])
  }

  mutating func add(_ layer: Attention, _ node: Network.Node, tokens: Int) {
    let (_, _, seen) = attend(layer, node, queries: tokens, tokens: tokens)
    let rows = transpose("rows", of: node, seen, [0, 2, 1, 3])
    add("Reshape", node, [rows, constant("\(node.name).shape", integers: [0, tokens, layer.channels])])
  }

  /// The heads' shares [N, heads, queries, T], values [N, heads, T, d] and what the first so many tokens see,
  /// [N, heads, queries, d].
  mutating func attend(
    _ layer: Attention, _ node: Network.Node, queries: Int, tokens: Int
  ) -> (shares: String, values: String, seen: String) {
    let size = layer.channels / layer.heads
    let parts = ["query", "key", "value"].map { "\(node.name).\($0)" }
    var split = Self.node("Split", name: "\(node.name).parts", node.inputs, output: "")
    split.output = parts
    split.attribute = [Self.attribute("axis", -1)]
    append(split)
    let asking = queries == tokens ? parts[0] : slice("asking", of: node, parts[0], from: 0, to: queries)
    func heads(_ word: String, _ part: String, _ order: [Int], in translation: inout LayerTranslation) -> String {
      let count = word == "query" ? queries : tokens
      let apart = translation.reshape("\(word).heads", of: node, part, [0, count, layer.heads, size])
      return translation.transpose("\(word).turned", of: node, apart, order)
    }
    let query = heads("query", asking, [0, 2, 1, 3], in: &self)
    let key = heads("key", parts[1], [0, 2, 3, 1], in: &self)
    let value = heads("value", parts[2], [0, 2, 1, 3], in: &self)
    let factor = constant("\(node.name).factor", 1 / Float(size).squareRoot())
    let scaled = step("Mul", "scaled", of: node, [query, factor])
    let scores = step("MatMul", "scores", of: node, [scaled, key])
    let shares = step("Softmax", "shares", of: node, [scores]) { $0.attribute = [Self.attribute("axis", -1)] }
    return (shares, value, step("MatMul", "seen", of: node, [shares, value]))
  }

  /// The image's positions as rows, with room for the class token before them, plus the position embeddings.
  mutating func add(_ layer: Tokens, _ node: Network.Node, input: [Int]) {
    let (rows, columns) = (input[2], input[3])
    let flat = reshape("flat", of: node, node.inputs[0], [0, layer.channels, rows * columns])
    let places = transpose("places", of: node, flat, [0, 2, 1])
    let room = step(
      "Pad", "room", of: node, [places, constant("\(node.name).amounts", integers: [0, 1, 0, 0, 0, 0])])
    let position = "\(node.owner).position"
    let first = slice("first", of: node, position, from: 0, to: 1)
    let token = step("Add", "token", of: node, [first, "\(node.owner).class_token"])
    let learnt = slice("learnt", of: node, position, from: 1, to: 1 + layer.side * layer.side)
    let grid = resample(learnt, layer, node, rows: rows, columns: columns)
    let table = step("Concat", "table", of: node, [token, grid]) { $0.attribute = [Self.attribute("axis", 1)] }
    add("Add", node, [room, table])
  }

  /// Position embeddings resampled to another grid: rows · positions · columnsᵀ, channel by channel.
  private mutating func resample(
    _ positions: String, _ layer: Tokens, _ node: Network.Node, rows: Int, columns: Int
  ) -> String {
    let (side, channels) = (layer.side, layer.channels)
    if rows == side, columns == side { return positions }
    let down = constant(
      "\(node.name).down", floats: layer.resampling.weights(from: side, to: rows), shape: [rows, side])
    let across = constant(
      "\(node.name).across", floats: layer.resampling.weights(from: side, to: columns), shape: [columns, side])
    let square = reshape("square", of: node, positions, [side, side * channels])
    let tall = step("MatMul", "tall", of: node, [down, square])
    let apart = reshape("apart", of: node, tall, [rows, side, channels])
    let wide = step("MatMul", "wide", of: node, [across, apart])
    return reshape("grid", of: node, wide, [1, rows * columns, channels])
  }

  /// A part of axis 1.
  mutating func slice(
    _ word: String, of node: Network.Node, _ input: String, from start: Int, to end: Int
  ) -> String {
    let name = "\(node.name).\(word)"
    return step(
      "Slice", word, of: node,
      [
        input, constant("\(name).start", integers: [start]), constant("\(name).end", integers: [end]),
        constant("\(name).axis", integers: [1]),
      ])
  }

  mutating func addTokenMap(_ node: Network.Node, input: [Int]) {
    let side = Int(Double(input[1]).squareRoot().rounded())
    let turned = transpose("turned", of: node, node.inputs[0], [0, 2, 1])
    add("Reshape", node, [turned, constant("\(node.name).shape", integers: [0, input[2], side, side])])
  }
}
