import NeuralNetwork
import Weights

/// Why a network and its weights can't be converted from or to another format.
package enum ExchangeError: Error, Hashable, Sendable {
  case network(NetworkError)
  case weights(WeightsError)
  /// Weights that the network needs and the file lacks, by the file's names, in the network's order.
  case missingWeights(network: String, names: [String])
  /// Weights that the file has but the network has no place for.
  case leftOverWeights(network: String, names: [String])
  case wrongShape(name: String, expected: [Int], found: [Int])
  /// ONNX external data is used as it is in the file, so it must be 32-bit floats.
  case wrongType(name: String, found: ElementType)
  /// External data must be in the model's own folder.
  case foldersDiffer(model: String, weights: String)
  /// Two values of the model, perhaps an output and a layer, would have the same name.
  case nameTaken(name: String)
  case encoding(reason: String)
  /// Weights of more bytes than one file holds.
  case tooLarge(bytes: Int, limit: Int)
  /// Something that another format has no words for here.
  case untranslated(operation: String, format: String)
  /// An ONNX model that this program didn't write.
  case foreign(reason: String)
  /// Ranges that a network can't be computed in 8 bits with.
  case ranges(network: String, reason: String)
}

extension ExchangeError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .network(let error): error.description
    case .weights(let error): error.description
    case .missingWeights(let network, let names):
      "\(Self.list(names)) of network \"\(network)\" are not among the weights; check that they match."
    case .leftOverWeights(let network, let names):
      "Network \"\(network)\" has no place for \(Self.list(names)); check that the weights belong to it."
    case .wrongShape(let name, let expected, let found):
      "The weights \"\(name)\" have shape \(found), not \(expected); check that they belong to this network."
    case .wrongType(let name, let found):
      "The weights \"\(name)\" are \(found.rawValue), not F32; rewrite the file from its arrays."
    case .foldersDiffer(let model, let weights):
      "\(model) can't point at weights in another folder, \(weights); put both in one."
    case .nameTaken(let name): "Two values of the model are called \"\(name)\"; rename the layer or the output."
    case .foreign(let reason):
      "The ONNX model was not written by dogbreed: \(reason); copy the model again, or train again."
    case .tooLarge(let bytes, let limit):
      "The weights have \(bytes) bytes, and a single ONNX file holds \(limit); choose a smaller backbone."
    case .untranslated(let operation, let format):
      "The model's \"\(operation)\" can't be written in \(format); choose another format, or another backbone."
    case .ranges(let network, let reason):
      "\(network) can't be computed in 8 bits with these ranges: \(reason); train again, or with --precision bf16."
    case .encoding(let reason): "The model can't be encoded (\(reason)); make the network smaller."
    }
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(3).map { "\"\($0)\"" }.joined(separator: ", ")
    return names.count > 3 ? "\(shown) and \(names.count - 3) more" : shown
  }
}

/// Runs what reads or writes weights; its errors become this target's.
func lifted<Result>(_ body: () throws(WeightsError) -> Result) throws(ExchangeError) -> Result {
  do { return try body() } catch { throw .weights(error) }
}
