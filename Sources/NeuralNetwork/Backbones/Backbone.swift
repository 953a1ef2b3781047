/// A published network: its architecture, and what is known about its weights.
package struct Backbone: Sendable, Hashable {
  /// `efficientnet-lite0` and so on: also the network's name.
  package let name: String
  /// The family and size that the net is built from.
  package let architecture: Architecture
  /// The net as a graph.
  package let network: Network
  /// How its publisher preprocesses images.
  package let pixels: PublishedPixels
  /// Every naming scheme for its arrays.
  package let keyNames: [KeyNames]
  /// Where the weights are published; nil if nowhere.
  package let origin: WeightsOrigin?

  /// The default side of its input images.
  package var inputSize: Int { network.input.size }
  /// What the side must be a multiple of.
  package var sizeStep: Int { architecture.sizeStep }
  /// The mean of each channel that is subtracted.
  package var mean: [Float] { pixels.mean }
  /// The std of each channel that is divided by.
  package var std: [Float] { pixels.std }
  /// The weights' file name; nil where none is published.
  package var weightsFile: String? { origin?.file }
  /// The weights' licence; nil where none is published.
  package var licence: String? { origin?.licence }

  /// Trainable parameters.
  package var parameterCount: Int {
    network.parameters.filter(\.isTrainable).reduce(0) { $0 + $1.count }
  }

  /// How many features it produces.
  package func featureCount() throws(NetworkError) -> Int {
    try network.shapes(batch: 1)[network.node(ofOutput: Network.StandardOutput.features)]?.last ?? 0
  }

  init(_ row: Row) {
    name = row.name
    architecture = row.architecture
    network = row.architecture.network(name: row.name, inputSize: row.pixels.size)
    pixels = row.pixels
    keyNames = row.architecture.keyNames(network)
    origin = row.origin
  }
}

extension Backbone {
  /// The names of all published backbones.
  package static let names = table.map(\.name)

  /// The backbone of a name.
  ///
  /// - Throws: `NetworkError.unknownBackbone`.
  package init(named name: String) throws(NetworkError) {
    guard let row = Self.table.first(where: { $0.name == name }) else {
      throw .unknownBackbone(name: name, known: Self.names)
    }
    self.init(row)
  }
}
