import HummingbirdCore
import Taxonomy

/// The query of a prediction: `top`, `explain`, `seen`, `neighbours`.
enum PredictionQuery {
  static let topLimit = 1000
  static let neighbourLimit = 100

  /// Throws `Problem` 400 for an invalid value.
  static func read(_ uri: URI) throws(Problem) -> ClassificationRequest {
    var request = ClassificationRequest()
    if let top = uri.queryParameters["top"] {
      request.top = try Self.top(Int(top) ?? 0)
    }
    request.explain = try flag("explain", uri)
    request.seen = try flag("seen", uri)
    if let neighbours = uri.queryParameters["neighbours"] {
      guard let number = Int(neighbours), (0...neighbourLimit).contains(number) else {
        throw .malformed("neighbours is not a whole number from 0 to \(neighbourLimit); leave it out for none.")
      }
      request.neighbours = number
    }
    return request
  }

  /// Throws `Problem` 400 where the model has no index to find the neighbours in that are asked for.
  static func check(_ request: ClassificationRequest, by card: ModelCard) throws(Problem) {
    if request.neighbours > 0, card.indexed == nil {
      throw .malformed("This model has no index of its training images; leave out neighbours.")
    }
  }

  /// Whether the request's images show the same thing and get one answer.
  static func together(_ uri: URI) throws(Problem) -> Bool { try flag("together", uri) }

  /// How many predictions to return: 5 by default. Throws `Problem` 400 outside 1 to `topLimit`.
  static func top(_ number: Int?) throws(Problem) -> Int {
    guard let number else { return 5 }
    guard (1...topLimit).contains(number) else {
      throw .malformed("top is not a whole number from 1 to \(topLimit); leave it out for 5.")
    }
    return number
  }

  private static func flag(_ name: String, _ uri: URI) throws(Problem) -> Bool {
    switch uri.queryParameters[name[...]] {
    case nil, "false": return false
    case "true": return true
    default: throw .malformed("\(name) is neither true nor false.")
    }
  }
}
