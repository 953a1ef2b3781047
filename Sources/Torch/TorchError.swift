/// Why a call into libtorch failed.
package enum TorchError: Error, Equatable, CustomStringConvertible {
  /// libtorch refused the operation; the message is the first line of its own.
  case refused(operation: String, message: String)
  case outOfMemory(operation: String)
  case wrongType(operation: String, expected: DType, found: DType)
  /// The numbers given are not as many as the shape says.
  case wrongCount(operation: String, expected: Int, found: Int)
  case unavailable(Device)
  /// Numbers to compute with can't be read; the reason is a sentence.
  case unreadable(reason: String)

  package var description: String {
    switch self {
    case .refused(let operation, let message): "libtorch refused \(operation): \(message)"
    case .outOfMemory(let operation): "\(operation) ran out of memory: use smaller batches."
    case .wrongType(let operation, let expected, let found):
      "\(operation) takes elements of type \(expected), not \(found): convert the tensor first."
    case .wrongCount(let operation, let expected, let found):
      "\(operation) needs \(expected) elements for this shape, but was given \(found)."
    case .unreadable(let reason): reason
    case .unavailable(let device):
      "the device \(device) is not available: choose one of \(Device.available.map(\.description).joined(separator: ", "))."
    }
  }
}
