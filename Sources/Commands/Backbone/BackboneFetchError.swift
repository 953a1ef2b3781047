import Downloads
import NeuralNetwork
import Support

/// Why a backbone's weights can't be fetched.
enum BackboneFetchError: Error, Hashable, Sendable, CustomStringConvertible {
  case nowhere(name: String)
  case otherFile(address: String, expected: String, found: String)

  var description: String {
    switch self {
    case .nowhere(let name):
      "No download is known for \(name): its weights come with script/bootstrap, or none are published; import your own file."
    case .otherFile(let address, let expected, let found):
      "The file from \(address) has SHA-256 \(found.prefix(8))…, not \(expected)…, so it was deleted; try again, or use another --mirror."
    }
  }
}
