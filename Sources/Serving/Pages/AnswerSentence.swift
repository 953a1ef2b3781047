import Taxonomy

/// An answer as a sentence, with its certainty in words.
struct AnswerSentence: Hashable {
  let text: String
  let certainty: String?
  /// What is to be known besides; nil where the sentence says all.
  let lead: String?
  /// The stated set, where it holds more than the first class.
  let set: String?

  /// - Parameter page: The pages' sentences in the model's words.
  init(_ answer: Answer, words: ModelWords, page: [String: String]) {
    let first = answer.predictions.first
    set = Self.set(answer.set)
    let percent = first.map { Percent.text($0.probability) } ?? ""
    switch answer.verdict {
    case .sure:
      let (probably, word) = Self.certainty(first?.probability ?? 0)
      let phrase = words.phrase(first?.label ?? "")
      text = (probably ? "Probably \(phrase)" : phrase).capitalisedFirst + "."
      certainty = "\(word), \(percent)"
      lead = nil
    case .unsure where Self.isBetweenTwo(answer.predictions):
      text =
        answer.predictions.prefix(2).map { words.phrase($0.label) }.joined(separator: " or ").capitalisedFirst + "?"
      certainty = "Not sure which"
      lead = nil
    case .unsure:
      text = (page["unsure"] ?? "") + "."
      certainty = nil
      lead = page["unsureLead"]
    case .other:
      text = (page["other"] ?? "") + "."
      certainty = nil
      lead = page["otherLead"]
    }
  }

  /// A probability in words, and whether the sentence itself says that it is one.
  private static func certainty(_ probability: Double) -> (probably: Bool, word: String) {
    switch probability {
    case 0.95...: (false, "Very sure")
    case 0.8...: (false, "Sure")
    default: (true, "Fairly sure")
    }
  }

  private static func set(_ set: PredictionSet?) -> String? {
    guard let set, set.classes.count > 1 else { return nil }
    let times = Int((min(1, max(0, set.coverage)) * 100).rounded())
    let named = set.classes.prefix(8).map(\.label).joined(separator: ", ")
    let more = set.classes.count > 8 ? " and \(set.classes.count - 8) more" : ""
    return "\(times) times out of 100, the right one is among these \(set.classes.count): \(named)\(more)."
  }

  /// Whether two classes together are as probable as an answer should be, and no third comes near.
  private static func isBetweenTwo(_ predictions: [Prediction]) -> Bool {
    guard predictions.count > 1 else { return false }
    let third = predictions.count > 2 ? predictions[2].probability : 0
    return predictions[0].probability + predictions[1].probability >= 0.7 && third < predictions[1].probability / 2
  }
}

/// Probabilities as people read them.
enum Percent {
  /// Never 0 % or 100 %: no answer is that certain.
  static func text(_ probability: Double) -> String {
    switch probability * 100 {
    case ..<1: "under 1 %"
    case 99...: "over 99 %"
    case 1..<99: "\(Int((probability * 100).rounded())) %"
    default: "unknown"
    }
  }
}

extension String {
  /// The same with a capital at its beginning.
  var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
