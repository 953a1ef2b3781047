/// Why weights can't be read or written; `file` is the path or an equivalent name.
package enum WeightsError: Error, Hashable, Sendable {
  /// The system refuses: no such file, no permission, a full disk.
  case system(action: String, file: String, reason: String)
  /// The machine has too little memory for the file, which may be intact.
  case outOfMemory(file: String, bytes: Int)
  /// The file is in an unknown format.
  case unknownForm(file: String, found: String)
  /// The file violates its own format; `reason` is the end of the sentence "… is damaged: ".
  case malformed(file: String, reason: String)
  /// More of something than any file may have.
  case tooLarge(file: String, what: String, found: Int, limit: Int)
  /// A feature of the format that is not supported.
  case unsupported(file: String, what: String)
  /// A pickle asks for code that a state dict doesn't need.
  case forbidden(file: String, name: String)
  case missing(name: String, file: String)
  /// Two arrays would have the same name.
  case duplicate(name: String)
  /// An array whose count of values isn't the product of its shape.
  case wrongCount(name: String, shape: [Int], found: Int)
}

extension WeightsError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .system(let action, let file, let reason):
      "\(file) can't be \(action) (\(reason)); check its path and permissions."
    case .outOfMemory(let file, let bytes):
      "There is not enough memory for \(file) (\(max(1, bytes >> 20)) MB); nothing is wrong with the file: free memory or raise the limit, and try again."
    case .unknownForm(let file, let found):
      "\(file) is \(found); give a .safetensors file or a .pth file that torch.save wrote."
    case .malformed(let file, let reason): "\(file) is damaged: \(reason); fetch it again."
    case .tooLarge(let file, let what, let found, let limit):
      "\(file) has \(found) \(what), more than the limit of \(limit); check where it comes from."
    case .unsupported(let file, let what):
      "\(file) uses \(what), which is not supported; save its plain state dict again with torch.save."
    case .forbidden(let file, let name):
      "\(file) tries to run \(name); this was refused and nothing was run: don't trust this file."
    case .missing(let name, let file):
      "There are no weights \"\(name)\" in \(file); check that it belongs to this network."
    case .duplicate(let name): "Two arrays are called \"\(name)\"; give each part its own prefix."
    case .wrongCount(let name, let shape, let found):
      "The weights \"\(name)\" of shape \(shape) come with \(found) values; give as many as the shape's product."
    }
  }
}
