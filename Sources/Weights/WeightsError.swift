/// Why weights can't be read or written; `file` is the path, or what stands for it.
package enum WeightsError: Error, Hashable, Sendable {
  /// The system refuses: no such file, no permission, a full disk.
  case system(action: String, file: String, reason: String)
  /// The file is not of a form that is read here.
  case unknownForm(file: String, found: String)
  /// The file contradicts its own form; `reason` is the end of the sentence "… is damaged: ".
  case malformed(file: String, reason: String)
  /// More of something than is read from any file.
  case tooLarge(file: String, what: String, found: Int, limit: Int)
  /// A part of the form that is not read here.
  case unsupported(file: String, what: String)
  /// A pickle asks for code that a state dict has no need of.
  case forbidden(file: String, name: String)
  case missing(name: String, file: String)
  /// Two arrays would go by one name.
  case duplicate(name: String)
  /// An array whose count of values isn't the product of its shape.
  case wrongCount(name: String, shape: [Int], found: Int)
}

extension WeightsError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .system(let action, let file, let reason):
      "\(file) can't be \(action) (\(reason)); check its place and rights."
    case .unknownForm(let file, let found):
      "\(file) is \(found); give a .safetensors file or a .pth file that torch.save wrote."
    case .malformed(let file, let reason): "\(file) is damaged: \(reason); fetch it again."
    case .tooLarge(let file, let what, let found, let limit):
      "\(file) has \(found) \(what), more than the \(limit) that are read; check where it comes from."
    case .unsupported(let file, let what):
      "\(file) uses \(what), which is not read here; save its plain state dict anew with torch.save."
    case .forbidden(let file, let name):
      "\(file) wants to run \(name); it was refused and nothing was run: don't trust this file."
    case .missing(let name, let file):
      "There are no weights \"\(name)\" in \(file); check that it belongs to this network."
    case .duplicate(let name): "Two arrays are called \"\(name)\"; give each part a prefix of its own."
    case .wrongCount(let name, let shape, let found):
      "The weights \"\(name)\" of shape \(shape) come with \(found) values; give as many as the shape's product."
    }
  }
}
