import NeuralNetwork
import Weights

/// Why a network can't be run.
package enum TorchNetworkError: Error, Hashable, Sendable, CustomStringConvertible {
  case wrongShape(name: String, expected: [Int], found: [Int])
  case wrongInput(expectedChannels: Int, found: [Int])

  package var description: String {
    switch self {
    case .wrongShape(let name, let expected, let found):
      "The weights \"\(name)\" have the shape \(found), not \(expected); use weights of this architecture."
    case .wrongInput(let channels, let found):
      "The network takes images [N, \(channels), H, W], not \(found); reshape the input."
    }
  }
}
