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
    func say(_ key: String, _ values: [String: String] = [:]) -> String { PageWords.fill(page[key] ?? "", values) }
    func phrase(_ prediction: Prediction?) -> String { Self.phrase(prediction, words, page) }
    set = Self.set(answer.set, page)
    switch answer.verdict {
    case .sure:
      let (key, certain) = Self.certainty(first?.probability ?? 0)
      text = say(key, ["label": phrase(first)]).capitalisedFirst + "."
      certainty = say(certain, ["percent": Percent.text(first?.probability ?? 0, page)])
      lead = nil
    case .unsure where Self.isBetweenTwo(answer.predictions):
      text =
        say("either", ["label": phrase(first), "other": phrase(answer.predictions[1])]).capitalisedFirst + "?"
      certainty = say("which")
      lead = nil
    case .unsure:
      text = answer.group.map { say("some", ["label": $0.label]) } ?? say("unsure") + "."
      certainty = answer.group.map { "\(say("which")), \(Percent.text($0.probability, page))" }
      lead = say("unsureLead")
    case .another:
      text = say("anotherClass") + "."
      certainty = answer.group.map { say("some", ["label": $0.label]) }
      lead = say("anotherClassLead")
    case .other:
      text = say("other") + "."
      certainty = nil
      lead = say("otherLead")
    }
  }

  /// A class as the page's language speaks of it.
  static func phrase(_ prediction: Prediction?, _ words: ModelWords, _ page: [String: String]) -> String {
    let label = prediction?.label ?? ""
    return page["article"] == nil ? label : words.phrase(label)
  }

  /// The keys of the sentence for a probability, and of its certainty in words.
  private static func certainty(_ probability: Double) -> (sentence: String, word: String) {
    switch probability {
    case 0.95...: ("named", "verySure")
    case 0.8...: ("named", "sure")
    default: ("probably", "fairlySure")
    }
  }

  private static func set(_ set: PredictionSet?, _ page: [String: String]) -> String? {
    guard let set, set.classes.count > 1 else { return nil }
    let times = Int((min(1, max(0, set.coverage)) * 100).rounded())
    var named = set.classes.prefix(8).map(\.label).joined(separator: ", ")
    if set.classes.count > 8 {
      named = PageWords.fill(page["more"] ?? "", ["names": named, "n": String(set.classes.count - 8)])
    }
    return PageWords.fill(
      page["set"] ?? "", ["times": String(times), "n": String(set.classes.count), "names": named])
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
  ///
  /// - Parameter page: The pages' sentences.
  static func text(_ probability: Double, _ page: [String: String]) -> String {
    switch probability * 100 {
    case ..<1: page["under"] ?? ""
    case 99...: page["over"] ?? ""
    case 1..<99: "\(Int((probability * 100).rounded())) %"
    default: "?"
    }
  }
}

extension String {
  /// The same with a capital at its beginning.
  var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
