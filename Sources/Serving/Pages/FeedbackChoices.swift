import Taxonomy

/// What a person can answer to "Is this right?", nothing of it chosen beforehand.
enum FeedbackChoices {
  /// The buttons in their order: what was answered first, then what comes next, then what is none of these.
  ///
  /// - Parameter page: The pages' sentences in the model's words.
  static func buttons(_ answer: Answer, _ words: ModelWords, page: [String: String]) -> [[String: String]] {
    let likely = answer.predictions.prefix(3).enumerated().map { place, prediction in
      let phrase = AnswerSentence.phrase(prediction, words, page)
      let agrees = place == 0 && answer.verdict == .sure
      return [
        "value": FeedbackAnswer.value(of: prediction.id),
        "label": agrees ? PageWords.fill(page["yes"] ?? "", ["label": phrase]) : prediction.label.capitalisedFirst,
      ]
    }
    let nothing = ["value": FeedbackAnswer.nothing.value, "label": page["nothing"] ?? words.nothing]
    let another = ["value": FeedbackAnswer.another.value, "label": page["another"] ?? words.another]
    let unknown = ["value": FeedbackAnswer.unknown.value, "label": page["unknown"] ?? ""]
    return switch answer.verdict {
    case .other: [nothing, another] + likely.prefix(2) + [unknown]
    case .another: [another] + likely + [nothing, unknown]
    case .sure, .unsure: likely + [nothing, another, unknown]
    }
  }

  /// Every class by its name, with what else it is called, to be found while typing.
  static func names(_ card: ModelCard) -> [[String: String]] {
    card.classes.sorted { ClassSearch.folded($0.label) < ClassSearch.folded($1.label) }.map { name in
      var values = ["label": name.label]
      if let aliases = card.words.classes[name.id]?.aliases, !aliases.isEmpty {
        values["aliases"] = ([name.label] + aliases).joined(separator: ", ")
      }
      return values
    }
  }
}
