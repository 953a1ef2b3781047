/// The supported network architectures, with everything that their graphs depend on.
package enum Architecture: Sendable, Hashable {
  case efficientNetLite(EfficientNetLite)
  case resNet(ResNet)
  case efficientNet(EfficientNet)
  case mobileNetV3(MobileNetV3)
  case convNeXt(ConvNeXt)
  case visionTransformer(VisionTransformer)

  /// The network under a name, for images of a side.
  package func network(name: String, inputSize: Int) -> Network {
    switch self {
    case .efficientNetLite(let net):
      var network = net.network(inputSize: inputSize)
      network.name = name
      return network
    case .resNet(let net):
      var network = net.network(inputSize: inputSize)
      network.name = name
      return network
    case .efficientNet(let net): return net.network(name: name, inputSize: inputSize)
    case .mobileNetV3(let net): return net.network(name: name, inputSize: inputSize)
    case .convNeXt(let net): return net.network(name: name, inputSize: inputSize)
    case .visionTransformer(let net): return net.network(name: name, inputSize: inputSize)
    }
  }

  /// Every naming scheme for the network's arrays, our own last.
  package func keyNames(_ network: Network) -> [KeyNames] {
    let published =
      switch self {
      case .efficientNetLite(let net): net.keyNames(network)
      case .resNet(let net): net.keyNames(network)
      case .efficientNet(let net): net.keyNames(network)
      case .mobileNetV3(let net): net.keyNames(network)
      case .convNeXt(let net): net.keyNames(network)
      case .visionTransformer(let net): net.keyNames(network)
      }
    return published + [KeyNames(ownOf: network)]
  }

  /// What the input's side must be a multiple of.
  package var sizeStep: Int {
    if case .visionTransformer(let net) = self { net.patch } else { 1 }
  }
}
