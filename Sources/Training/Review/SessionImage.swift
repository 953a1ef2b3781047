import Corpus
import Review

/// One image of a review.
struct SessionImage: Sendable {
  enum Source: Sendable, Hashable {
    case dataSet
    case unlabelled
    /// What people sent; with the name of the folder that says what it shows.
    case feedback(String)
  }

  var sample: Sample
  /// As the journal has it.
  var name: String
  /// SHA-256 of the file's bytes.
  let sha256: String
  let source: Source
  /// The class's id as the files say it; nil without one.
  var label: String?
  /// Whether it went to the bin.
  var isGone = false

  var part: String {
    switch source {
    case .dataSet: sample.split.rawValue
    case .unlabelled: "without a label"
    case .feedback: "sent by people"
    }
  }
}
