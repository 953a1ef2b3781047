import Foundation

/// Why training can't continue; each description is one sentence that says what to do.
package enum TrainingError: Error, Hashable, Sendable {
  case cache(file: String, reason: String)
  case noTrainingImages(readable: Int)
  case tooFewClasses(found: Int)
  case unknownBackbone(name: String, known: [String])
  /// A name that no model can have, in quotes.
  case unprintable(name: String)
  case engine(reason: String)
  /// A class to add that the model has.
  case classExists(name: String)
}

extension TrainingError: CustomStringConvertible, LocalizedError {
  package var description: String {
    switch self {
    case .cache(let file, let reason):
      "The feature cache \(file) can't be used (\(reason)); name another folder with --feature-cache."
    case .noTrainingImages(let readable):
      "There are no images to train on (\(readable) could be read); check --data."
    case .tooFewClasses(let found):
      "A classifier needs at least two classes with images, but \(found) was found; check --data."
    case .unknownBackbone(let name, let known):
      "There is no backbone \(name); choose from \(known.joined(separator: ", "))."
    case .unprintable(let name):
      "The name \(name) holds a control character, which no model's or class's name may; rename it."
    case .classExists(let name):
      "The model knows the class \(name) already; give its images to train, or choose another name."
    case .engine(let reason):
      "The engine failed: \(reason)."
    }
  }

  package var errorDescription: String? { description }
}
