import Imaging
import NeuralNetwork
import Runtime

/// The outputs of a compiled net that a look reads, known to be there.
struct NetOutputs: Sendable {
  /// Names of all that are read; the last one is the map's, which is by far the largest.
  private let names: [String]
  private let hasOwnLogits: Bool
  private let hasHead: Bool

  /// Throws `RuntimeError.unknownOutput` for one that the net must have and doesn't.
  ///
  /// - Parameters:
  ///   - needsOwnLogits: Whether the net has the backbone's own classifier.
  ///   - needsHead: Whether the net must have a trained head.
  init(of model: any InferenceNet, needsOwnLogits: Bool, needsHead: Bool) throws(RuntimeError) {
    typealias Name = Network.StandardOutput
    let found = model.outputs.map(\.name)
    (hasOwnLogits, hasHead) = (needsOwnLogits || found.contains(Name.logits), needsHead || found.contains(Name.head))
    names = [Name.features] + (hasOwnLogits ? [Name.logits] : []) + (hasHead ? [Name.head] : []) + [Name.map]
    for name in names where !found.contains(name) { throw .unknownOutput(name: name, expected: found) }
  }

  /// Names of what a look is made of.
  func names(withMap: Bool) -> [String] { withMap ? names : names.dropLast() }

  /// A look made of what the net computed; throws `RuntimeError.unknownOutput` and `notFinite`.
  func look(at region: Region, from values: [String: [Float]]) throws(RuntimeError) -> Look {
    typealias Name = Network.StandardOutput
    func value(_ name: String) throws(RuntimeError) -> [Float] {
      guard let found = values[name] else { throw .unknownOutput(name: name, expected: values.keys.sorted()) }
      return found
    }
    /// Logits are compared, sorted and shown: what isn't a number must not get there.
    func logits(_ name: String) throws(RuntimeError) -> [Float] {
      let found = try value(name)
      guard found.allSatisfy(\.isFinite) else { throw .notFinite(output: name) }
      return found
    }
    return Look(
      region: region, features: try value(Name.features), ownLogits: hasOwnLogits ? try logits(Name.logits) : [],
      maps: values[Name.map].map { [$0] } ?? [], logits: hasHead ? try logits(Name.head) : [])
  }
}
