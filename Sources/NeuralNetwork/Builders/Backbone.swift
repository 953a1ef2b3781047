/// A published network: its architecture, and what is known of the weights that go with it.
package struct Backbone: Sendable, Hashable {
  /// `efficientnet-lite0` and so on: also the network's name.
  package let name: String
  package let network: Network
  /// Mean and deviation of R, G and B that pixels of 0…1 are normalised with: (v − mean) / deviation.
  package let mean: [Float]
  package let deviation: [Float]
  /// The publisher's name of every parameter, and ours for it.
  package let publishedNames: [String: String]
  /// File of the weights; its last eight digits begin the file's SHA-256. Nil where no weights are known.
  package let weightsFile: String?
  /// The publisher's figure: share of ImageNet's 50,000 validation pictures named rightly, 0…1.
  package let imageNetTop1: Double?
  /// SPDX identifier of the weights' licence.
  package let licence: String?

  /// Side of the pictures the weights were trained with.
  package var inputSize: Int { network.input.size }
}

extension Backbone {
  package static let names = EfficientNetLite.allCases.map(\.name) + ResNet.allCases.map(\.name)

  /// The backbone of a name.
  ///
  /// - Throws: `NetworkError.unknownBackbone`.
  package init(named name: String) throws(NetworkError) {
    if let lite = EfficientNetLite.allCases.first(where: { $0.name == name }) {
      self.init(lite)
    } else if let resNet = ResNet.allCases.first(where: { $0.name == name }) {
      self.init(resNet)
    } else {
      throw .unknownBackbone(name: name, known: Self.names)
    }
  }

  /// TensorFlow's weights, normalised by (x − 127) / 128 of 0…255 values.
  package init(_ lite: EfficientNetLite) {
    let files = [
      "efficientnet-lite0-57934424.pth", "efficientnet-lite1-77cc7160.pth", "efficientnet-lite2-9656183e.pth",
    ]
    let published = files.indices.contains(lite.rawValue)
    self.init(
      name: lite.name, network: lite.network(),
      mean: [Float](repeating: 127 / 255, count: 3), deviation: [Float](repeating: 128 / 255, count: 3),
      publishedNames: lite.publishedNames,
      weightsFile: published ? files[lite.rawValue] : nil,
      imageNetTop1: published ? [0.751, 0.767, 0.776][lite.rawValue] : nil,
      licence: published ? "Apache-2.0" : nil)
  }

  /// torchvision's `IMAGENET1K_V1` weights, normalised by ImageNet's own mean and deviation.
  package init(_ resNet: ResNet) {
    let (file, top1) =
      switch resNet {
      case .resNet18: ("resnet18-f37072fd.pth", 0.69758)
      case .resNet34: ("resnet34-b627a593.pth", 0.73314)
      case .resNet50: ("resnet50-0676ba61.pth", 0.76130)
      case .resNet101: ("resnet101-63fe2227.pth", 0.77374)
      }
    self.init(
      name: resNet.name, network: resNet.network(),
      mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225],
      publishedNames: resNet.publishedNames, weightsFile: file, imageNetTop1: top1, licence: "BSD-3-Clause")
  }
}
