import NeuralNetwork
import Weights

/// A published file's arrays under the network's own names and shapes.
///
/// Shapes may differ in axes of length 1, which distinguish a linear layer from a 1×1 convolution; arrays that the
/// publisher keeps separate (queries, keys and values) are stacked.
package struct AdoptedWeights: WeightSource {
  /// The network's own names of the arrays.
  package let names: [String]
  private let source: any WeightSource
  private let shapes: [String: [Int]]
  private let parts: [String: [String]]

  /// - Throws: `ExchangeError.missingWeights`, `leftOverWeights` or `wrongShape`: the first problem. `problems` lists
  ///   all.
  package init(_ source: any WeightSource, for backbone: Backbone) throws(ExchangeError) {
    if let problem = try Self.problems(of: source, for: backbone).first { throw problem }
    let match = KeyMatch.best(for: backbone, in: source)
    self.source = source
    names = backbone.network.parameters.map(\.name)
    shapes = Dictionary(uniqueKeysWithValues: backbone.network.parameters.map { ($0.name, $0.shape) })
    parts = (match?.names.sources ?? [:]).mapValues { $0.compactMap { match?.found[$0] } }
  }

  /// The family whose names the file uses, or matches best.
  package static func family(of source: any WeightSource, for backbone: Backbone) -> KeyFamily? {
    KeyMatch.best(for: backbone, in: source)?.names.family
  }

  /// Everything that keeps the file from being the backbone's: missing arrays, unexpected arrays, wrong shapes; empty
  /// if it is.
  ///
  /// - Throws: `ExchangeError.weights` where the file can't be read.
  package static func problems(
    of source: any WeightSource, for backbone: Backbone
  ) throws(ExchangeError) -> [ExchangeError] {
    guard let match = KeyMatch.best(for: backbone, in: source) else { return [] }
    var problems: [ExchangeError] = []
    if !match.missing.isEmpty { problems.append(.missingWeights(network: backbone.name, names: match.missing)) }
    if !match.leftOver.isEmpty { problems.append(.leftOverWeights(network: backbone.name, names: match.leftOver)) }
    for parameter in backbone.network.parameters {
      let names = (match.names.sources[parameter.name] ?? []).compactMap { match.found[$0] }
      guard names.count == match.names.sources[parameter.name]?.count else { continue }
      let expected = parameter.shape.split(into: names.count)
      for name in names {
        let shape = try lifted { () throws(WeightsError) in try source.shape(of: name) }
        guard shape.significant == expected.significant else {
          problems.append(.wrongShape(name: name, expected: expected, found: shape))
          continue
        }
      }
    }
    return problems
  }

  package func shape(of name: String) throws(WeightsError) -> [Int] {
    guard let shape = shapes[name] else { throw .missing(name: name, file: "the adopted weights") }
    return shape
  }

  package func array(_ name: String) throws(WeightsError) -> WeightArray {
    let shape = try shape(of: name)
    var values: [Float] = []
    for part in parts[name] ?? [] {
      let array = try source.array(part)
      if values.isEmpty { values = array.values } else { values += array.values }
    }
    guard values.count == shape.reduce(1, *) else { throw .wrongCount(name: name, shape: shape, found: values.count) }
    return WeightArray(shape: shape, values: values)
  }
}

extension [Int] {
  /// Without the axes of length 1.
  fileprivate var significant: [Int] { filter { $0 != 1 } }

  /// The shape of each of so many parts along the first axis.
  fileprivate func split(into count: Int) -> [Int] {
    guard count > 1, let first else { return self }
    return [first / count] + dropFirst()
  }
}
