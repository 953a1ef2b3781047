import NeuralNetwork
import SwiftProtobuf

extension LayerTranslation {
  mutating func add(_ activation: Activation, _ node: Network.Node) {
    let (name, input) = (node.name, node.inputs)
    switch activation {
    case .relu: add("Relu", node, input)
    case .relu6: add("Clip", node, input + [constant("\(name).low", 0), constant("\(name).high", 6)])
    case .sigmoid: add("Sigmoid", node, input)
    case .silu:
      let gate = step("Sigmoid", "gate", of: node, input)
      add("Mul", node, input + [gate])
    case .gelu:
      // x / 2 · (1 + erf(x / √2)): the operator Gelu came with set 20.
      let scaled = step("Div", "scaled", of: node, input + [constant("\(name).root", Float(2).squareRoot())])
      let error = step("Erf", "erf", of: node, [scaled])
      let sum = step("Add", "sum", of: node, [error, constant("\(name).one", 1)])
      let product = step("Mul", "product", of: node, input + [sum])
      add("Mul", node, [product, constant("\(name).half", 0.5)])
    case .hardSigmoid:
      add("HardSigmoid", node, input) {
        $0.attribute = [Self.attribute("alpha", Float(1) / 6), Self.attribute("beta", Float(0.5))]
      }
    case .hardSwish: add("HardSwish", node, input)
    }
  }
}
