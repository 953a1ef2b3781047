import Foundation
import Taxonomy

/// The values of the result template for one answer.
enum ResultView {
  /// - Parameters:
  ///   - answer: The classification's, its classes named as the page names them.
  ///   - card: The model that answered, in the page's language.
  ///   - page: The pages' sentences in that model's words.
  static func values(
    _ classification: Classification, _ answer: Answer, card: ModelCard, page: [String: String], token: String?
  ) -> [String: Any] {
    let words = card.words
    let sentence = AnswerSentence(answer, words: words, page: page)
    let milliseconds = (classification.timings.decode + classification.timings.inference) * 1000
    var values: [String: Any] = [
      "milliseconds": String(Int(milliseconds.rounded(.up))),
      "model": "\(card.name) \(card.version.prefix(8))", "verdict": answer.verdict.rawValue,
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
    values["neighbours"] = NeighbourView.values(classification, card, page)
    if let token {
      values["feedback"] = [
        "token": token, "choices": FeedbackChoices.buttons(answer, words, page: page),
        "names": FeedbackChoices.names(card),
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
