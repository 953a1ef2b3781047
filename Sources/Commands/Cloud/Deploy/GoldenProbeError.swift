import Foundation

/// Why a deployed model isn't the intended one.
enum GoldenProbeError: Error, CustomStringConvertible {
  case otherModel(expected: String, found: String)
  case differs(image: String, distance: Double)
  case refused(image: String, words: String)

  var description: String {
    switch self {
    case .otherModel(let expected, let found):
      "The deployment serves another model (version \(found.prefix(12)), not \(expected.prefix(12))); look at the "
        + "image and at DOGBREED_MODEL."
    case .differs(let image, let distance):
      "The deployment's answer to \(image) is wrong (\(String(format: "%.2f", distance)) of the probability mass is "
        + "misplaced); don't send it traffic."
    case .refused(let image, let words): "The deployment gave no answer to \(image): \(words)."
    }
  }
}
