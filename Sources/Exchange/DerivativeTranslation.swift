import NeuralNetwork
import SwiftProtobuf

// Derivatives of a transformer's layers as ONNX operators: products only, since differences of nearly equal numbers are
// lost in 16 bits.
extension LayerTranslation {
  mutating func addScoreDerivative(_ layer: Attention, _ node: Network.Node, tokens: Int) {
    let (shares, values, seen) = attend(layer, node, queries: 1, tokens: tokens)
    let apart = step("Sub", "apart", of: node, [values, seen])
    let weights = transpose("weights", of: node, shares, [0, 1, 3, 2])
    let moves = step("Mul", "moves", of: node, [apart, weights])
    let rows = transpose("rows", of: node, moves, [0, 2, 1, 3])
    let all = reshape("all", of: node, rows, [0, tokens, layer.channels])
    let places = slice("places", of: node, all, from: 1, to: tokens)
    add("Mul", node, [places, constant("\(node.name).count", Float(tokens - 1))])
  }

  /// Φ(x) + x · φ(x), times each move.
  mutating func addActivationDerivative(_ node: Network.Node, channels: Int) {
    let name = node.name
    let x = [node.inputs[0]]
    let scaled = step("Div", "scaled", of: node, x + [constant("\(name).root", Float(2).squareRoot())])
    let error = step("Erf", "erf", of: node, [scaled])
    let sum = step("Add", "sum", of: node, [error, constant("\(name).one", 1)])
    let below = step("Mul", "below", of: node, [sum, constant("\(name).half", 0.5)])
    let square = step("Mul", "square", of: node, x + x)
    let exponent = step("Mul", "exponent", of: node, [square, constant("\(name).minus", -0.5)])
    let bell = step("Exp", "bell", of: node, [exponent])
    let density = step(
      "Mul", "density", of: node, [bell, constant("\(name).norm", 1 / (2 * Float.pi).squareRoot())])
    let slope = step("Mul", "slope", of: node, x + [density])
    let derivative = step("Add", "derivative", of: node, [below, slope])
    let factors = reshape("factors", of: node, derivative, [0, 1, channels])
    add("Mul", node, [node.inputs[1], factors])
  }

  mutating func addDerivative(of layer: LayerNorm, _ node: Network.Node) {
    let (x, moves) = (reshape("row", of: node, node.inputs[0], [0, 1, layer.channels]), node.inputs[1])
    let centred = step("Sub", "centred", of: node, [x, mean("mean", of: node, x)])
    let squares = step("Mul", "squares", of: node, [centred, centred])
    let variance = mean("variance", of: node, squares)
    let above = step("Add", "above", of: node, [variance, constant("\(node.name).epsilon", layer.epsilon)])
    let deviation = step("Sqrt", "deviation", of: node, [above])
    let normal = step("Div", "normal", of: node, [centred, deviation])
    let flat = step("Sub", "flat", of: node, [moves, mean("shift", of: node, moves)])
    let along = mean("along", of: node, step("Mul", "aligned", of: node, [normal, moves]))
    let stretch = step("Mul", "stretch", of: node, [normal, along])
    let left = step("Sub", "left", of: node, [flat, stretch])
    let scaled = step("Div", "scaled", of: node, [left, deviation])
    add("Mul", node, [scaled, "\(node.owner).weight"])
  }

  /// The mean over the last axis, which is kept.
  private mutating func mean(_ word: String, of node: Network.Node, _ input: String) -> String {
    step("ReduceMean", word, of: node, [input]) {
      $0.attribute = [Self.attribute("axes", [-1]), Self.attribute("keepdims", 1)]
    }
  }
}
