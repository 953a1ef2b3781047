import ArgumentParser
import Corpus
import Foundation
import Taxonomy

/// Which classes an image may show, and how likely each is beforehand.
struct ClassWeights: ParsableArguments {
  @Option(
    name: .customLong("classes"),
    help: "Only these classes, by id or name, separated by commas; or a text file with one per line; by default all.",
    transform: Place.path)
  var classes: String?

  @Option(
    name: .customLong("priors"),
    help:
      "A CSV file with the columns class and prior: how common each class is. Classes that it doesn't list are ruled out (default: all alike).",
    transform: Place.path)
  var priors: String?

  /// A weight for each of the model's classes; nil where all count alike.
  ///
  /// Throws `ClassWeightsError` and `CorpusError`.
  func weights(of known: [ClassName]) throws -> [Double]? {
    guard classes != nil || priors != nil else { return nil }
    var weights = [Double](repeating: 1, count: known.count)
    let matcher = ClassMatcher(known)
    if let priors {
      weights = [Double](repeating: 0, count: known.count)
      var seen: Set<Int> = []
      for (name, text) in try ColumnValues.pairs("class", "prior", in: priors) {
        guard let index = matcher.index(of: name) else { throw ClassWeightsError.unknown(name) }
        guard let prior = Double(text.trimmingCharacters(in: .whitespaces)), prior >= 0, prior.isFinite else {
          throw ClassWeightsError.noNumber(text, name)
        }
        guard seen.insert(index).inserted else { throw ClassWeightsError.twice(name, known[index].id) }
        weights[index] = prior
      }
    }
    if let classes {
      let allowed = try Set(
        Self.names(classes, matcher).map { name in
          guard let index = matcher.index(of: name) else { throw ClassWeightsError.unknown(name) }
          return index
        })
      for index in weights.indices where !allowed.contains(index) { weights[index] = 0 }
    }
    guard weights.contains(where: { $0 > 0 }) else { throw ClassWeightsError.nothingLeft }
    return weights
  }

  /// Names as they stand on the command line, quoted where they hold a comma; or those of a file, unless a class is called
  /// as the file is.
  private static func names(_ text: String, _ matcher: ClassMatcher) throws -> [String] {
    var names: [String] = []
    if matcher.index(of: text) != nil {
      names = [text]
    } else if FileManager.default.fileExists(atPath: text) {
      names = try TableFile.lines(of: text)
    } else {
      var reader = try CSVReader(bytes: Array(text.utf8), file: "--classes", separator: ",")
      while let fields = try reader.next() { names += fields }
    }
    return names.map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
  }
}

/// Why classes can't be restricted or weighted.
enum ClassWeightsError: Error, Hashable, CustomStringConvertible {
  case unknown(String)
  case noNumber(String, String)
  case twice(String, String)
  case nothingLeft

  var description: String {
    switch self {
    case .unknown(let name): "The model has no class \(name); `model info --json` lists its classes."
    case .noNumber(let text, let name): "The prior \(text) of \(name) is not a non-negative number; correct the table."
    case .twice(let name, let id):
      "The class \(id) has two priors, the second as \(name); remove one of the rows."
    case .nothingLeft: "No class is left to answer with; allow at least one with a prior above 0."
    }
  }
}
