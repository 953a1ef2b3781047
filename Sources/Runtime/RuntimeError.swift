/// Why a model can't be loaded or run.
package enum RuntimeError: Error, Hashable, Sendable, CustomStringConvertible {
  /// OpenVINO itself failed; `message` is its own.
  case engine(operation: String, message: String)
  /// The file is missing, unreadable, or not a model that OpenVINO reads.
  case unreadableModel(path: String, reason: String)
  /// The file is a model, but not an image classifier.
  case unsupportedModel(path: String, reason: String)
  case unknownOutput(name: String, expected: [String])
  /// `found` values for an input of shape `expected`.
  case inputLength(expected: [Int], found: Int)
  /// The net computed values that aren't numbers.
  case notFinite(output: String)
  /// 8 bits are asked for of a net that has no form for them.
  case noEightBits
  case invalidOption(name: String, value: Int, allowed: ClosedRange<Int>)

  package var description: String {
    switch self {
    case .engine(let operation, let message):
      "OpenVINO could not \(operation): \(message)."
    case .unreadableModel(let path, let reason):
      "The model \(path) cannot be read: \(reason)."
    case .unsupportedModel(let path, let reason):
      "The model \(path) cannot be run: \(reason)."
    case .unknownOutput(let name, let expected):
      "The model has no output \"\(name)\"; ask for one of: \(expected.joined(separator: ", "))."
    case .inputLength(let expected, let found):
      "The input has \(found) values, but its shape \(expected) takes \(expected.reduce(1, *))."
    case .notFinite(let output):
      "The net computed values for \"\(output)\" that are not finite; try --precision f32, or train again."
    case .noEightBits:
      "There is no 8-bit form of this net: leave --precision out, or train the model with --precision int8."
    case .invalidOption(let name, let value, let allowed):
      "The option \(name) is \(value); give a number from \(allowed.lowerBound) to \(allowed.upperBound)."
    }
  }
}
