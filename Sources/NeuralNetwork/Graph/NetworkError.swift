/// Why a graph isn't a valid network.
package enum NetworkError: Error, Hashable, Sendable {
  /// Two nodes, or a node and the input, or two outputs, have the same name.
  case duplicateName(String)
  /// A node or an output takes a value that does not stand before it.
  case unknownValue(taker: String, value: String)
  case wrongInputCount(node: String, expected: Int, found: Int)
  /// A node's input doesn't have the shape that its layer needs.
  case wrongShape(node: String, expected: String, found: [Int])
  /// A layer's own numbers contradict each other or exceed the limits.
  case invalidLayer(node: String, reason: String)
  case invalidInput(channels: Int, size: Int, batch: Int)
  case missingOutput(network: String, output: String, found: [String])
  case nothingToJoin
  /// Joined networks must end in feature maps of one height and width.
  case differentMaps(network: String, expected: [Int], found: [Int])
  case unknownBackbone(name: String, known: [String])
}

extension NetworkError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .duplicateName(let name): "Two parts of the network are named \"\(name)\"; give each its own name."
    case .unknownValue(let taker, let value):
      "\"\(taker)\" takes \"\(value)\", which no earlier layer makes; put the layers in the order of their use."
    case .wrongInputCount(let node, let expected, let found):
      "Layer \"\(node)\" takes \(expected) values, but \(found) are given; correct its inputs."
    case .wrongShape(let node, let expected, let found):
      "Layer \"\(node)\" takes \(expected), but \(found) reaches it; correct the layer or the one before."
    case .invalidLayer(let node, let reason): "Layer \"\(node)\" is invalid: \(reason); correct its numbers."
    case .invalidInput(let channels, let size, let batch):
      "An input of \(batch)×\(channels)×\(size)×\(size) is outside 1…\(Network.Limits.side) per side; choose another size."
    case .missingOutput(let network, let output, let found):
      "Network \"\(network)\" has no output \"\(output)\", only \(found.joined(separator: ", ")); use one of those."
    case .nothingToJoin: "There are no networks to join; name at least one."
    case .differentMaps(let network, let expected, let found):
      "The feature map of \"\(network)\" is \(found), not \(expected) as the first one's; join networks of one stride."
    case .unknownBackbone(let name, let known):
      "There is no backbone \"\(name)\"; choose one of \(known.joined(separator: ", "))."
    }
  }
}
