import NeuralNetwork
import Weights

// Layers of transformers. The image's size is known, so that positions are resampled here.
extension ProgramTranslation {
  mutating func norm(_ layer: LayerNorm, _ node: Network.Node, _ x: Value) throws(ExchangeError) -> Value {
    let isImage = x.shape.count == 4
    let rows = isImage ? program.transpose(x, "\(node.name).last", [0, 2, 3, 1]) : x
    let normal = program.add(
      "layer_norm", isImage ? "\(node.name).normal" : node.name,
      [
        "x": .value(rows), "axes": .integers([-1]), "gamma": try weight("weight", of: node),
        "beta": try weight("bias", of: node), "epsilon": .number(layer.epsilon),
      ], shape: rows.shape)
    return isImage ? program.transpose(normal, node.name, [0, 3, 1, 2]) : normal
  }

  mutating func attention(_ layer: Attention, _ node: Network.Node, _ x: Value) -> Value {
    let (name, tokens, size) = (node.name, x.shape[1], layer.channels / layer.heads)
    let words = ["query", "key", "value"]
    let parts = program.add(
      "split", "\(name).parts", ["x": .value(x), "num_splits": .integer(3), "axis": .integer(-1)],
      shapes: words.map { ("\(name).\($0)", [1, tokens, layer.channels]) })
    let heads = zip(words, parts).map { word, part in
      let apart = program.reshape(part, "\(name).\(word).heads", [1, tokens, layer.heads, size])
      return program.transpose(apart, "\(name).\(word).turned", [0, 2, 1, 3])
    }
    let scaled = program.add(
      "mul", "\(name).scaled", ["x": .value(heads[0]), "y": .number(1 / Float(size).squareRoot())],
      shape: heads[0].shape)
    let square = [1, layer.heads, tokens, tokens]
    let scores = program.add(
      "matmul", "\(name).scores",
      ["x": .value(scaled), "y": .value(heads[1]), "transpose_x": .flag(false), "transpose_y": .flag(true)],
      shape: square)
    let shares = program.add("softmax", "\(name).shares", ["x": .value(scores), "axis": .integer(-1)], shape: square)
    let seen = program.add(
      "matmul", "\(name).seen",
      ["x": .value(shares), "y": .value(heads[2]), "transpose_x": .flag(false), "transpose_y": .flag(false)],
      shape: heads[2].shape)
    let rows = program.transpose(seen, "\(name).rows", [0, 2, 1, 3])
    return program.reshape(rows, name, [1, tokens, layer.channels])
  }

  /// The class token and the image's positions as rows, plus the position embeddings.
  mutating func tokens(_ layer: Tokens, _ node: Network.Node, _ x: Value) throws(ExchangeError) -> Value {
    let (channels, rows, columns) = (layer.channels, x.shape[2], x.shape[3])
    let shape = [1, 1 + rows * columns, channels]
    let flat = program.reshape(x, "\(node.name).flat", [1, channels, rows * columns])
    let places = program.transpose(flat, "\(node.name).places", [0, 2, 1])
    let token = try array("class_token", of: node)
    let first = program.array("\(node.name).class", token.values, shape: token.shape)
    let all = program.concatenate([first, places], "\(node.name).all", axis: 1, shape: shape)
    let learnt = try array("position", of: node).values
    let grid = Self.resampled(learnt.dropFirst(channels), layer, rows: rows, columns: columns)
    let table = learnt.prefix(channels) + grid
    return program.add(
      "add", node.name, ["x": .value(all), "y": .floats(Array(table), shape: shape)], shape: shape)
  }

  /// Position embeddings for another grid: rows · positions · columnsᵀ, channel by channel.
  private static func resampled(_ learnt: ArraySlice<Float>, _ layer: Tokens, rows: Int, columns: Int) -> [Float] {
    let (side, channels) = (layer.side, layer.channels)
    let learnt = Array(learnt)
    if rows == side, columns == side { return learnt }
    let tall = product(layer.resampling.weights(from: side, to: rows), learnt, rows: rows, inner: side)
    let across = layer.resampling.weights(from: side, to: columns)
    return (0..<rows).flatMap { row in
      product(
        across, Array(tall[(row * side * channels)..<((row + 1) * side * channels)]), rows: columns, inner: side)
    }
  }

  /// The product of two matrices; the second one has as many columns as its values make.
  private static func product(_ a: [Float], _ b: [Float], rows: Int, inner: Int) -> [Float] {
    let columns = b.count / max(inner, 1)
    var product = [Float](repeating: 0, count: rows * columns)
    for row in 0..<rows {
      for step in 0..<inner {
        let factor = a[row * inner + step]
        if factor == 0 { continue }
        for column in 0..<columns { product[row * columns + column] += factor * b[step * columns + column] }
      }
    }
    return product
  }
}
