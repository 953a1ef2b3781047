import Foundation
import Taxonomy

/// The values of the result template for one answer.
enum ResultView {
  /// - Parameter page: The pages' sentences in the words of the model that answered.
  static func values(_ outcome: AdmittedClassifier.Outcome, page: [String: String], token: String?) -> [String: Any] {
    let classification = outcome.classification
    let answer = classification.answer
    let words = outcome.card.words
    let sentence = AnswerSentence(answer, words: words, page: page)
    let milliseconds = (classification.timings.decode + classification.timings.inference) * 1000
    var values: [String: Any] = [
      "milliseconds": String(Int(milliseconds.rounded(.up))),
      "model": "\(outcome.card.name) \(outcome.card.version.prefix(8))", "verdict": answer.verdict.rawValue,
      "sentence": sentence.text,
    ]
    values["certainty"] = sentence.certainty
    values["lead"] = sentence.lead
    values["set"] = sentence.set
    let shown = answer.predictions.enumerated().filter { $0.offset == 0 || $0.element.probability >= 0.01 }
    values["bars"] = shown.map { bar($0.element, page) }
    let rest = answer.predictions.dropFirst(shown.count)
    if !rest.isEmpty { values["rest"] = ["count": String(rest.count), "bars": rest.map { bar($0, page) }] }
    if answer.verdict == .sure, let first = answer.predictions.first {
      values["about"] = words.classes[first.id]?.about
    }
    values["photo"] = PhotoView.values(classification)
    if let token {
      values["feedback"] = [
        "token": token, "choices": FeedbackChoices.buttons(answer, words, page: page),
        "names": FeedbackChoices.names(outcome.card),
      ]
    }
    return values
  }

  /// What the window's title says of an answer: the class only where the verdict is one.
  static func title(_ answer: Answer, page: [String: String]) -> String? {
    switch answer.verdict {
    case .sure: answer.predictions.first?.label
    case .unsure: page["unsure"]
    case .another: page["anotherClass"]
    case .other: page["other"]
    }
  }

  private static func bar(_ prediction: Prediction, _ page: [String: String]) -> [String: Any] {
    [
      "path": ClassPath.of(prediction.id), "id": prediction.id, "label": prediction.label,
      "percent": Percent.text(prediction.probability, page), "p": String(format: "%.6f", prediction.probability),
      "width": String(format: "%.1f", min(1, max(0, prediction.probability)) * 100),
    ]
  }
}
