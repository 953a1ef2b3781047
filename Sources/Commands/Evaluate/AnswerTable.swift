import Corpus
import Evaluation
import Foundation
import Taxonomy

/// Every answer of an evaluation as CSV, one line per image in the order they were found; unreadable ones come last.
enum AnswerTable {
  /// The first line, by which a file of this program is recognised.
  static let header = "file,class,answer,right,probability,class_probability,rank,verdict,presence,problem"

  static func text(_ measured: MeasuredModel, classes: [ClassName]) -> String {
    func number(_ value: Double) -> String { String(format: "%.6f", value) }
    let answered = measured.images.map { image in
      let judgement = image.judgement
      return [
        image.sample.path, classes[judgement.truth].id, classes[judgement.answer].id, judgement.isRight ? "1" : "0",
        number(judgement.confidence), number(judgement.own), "\(judgement.rank + 1)", image.answer.verdict.rawValue,
        image.answer.presence.map(number) ?? "", "",
      ].map(CSVText.field).joined(separator: ",")
    }
    let others = measured.problems.map { CSVText.field($0.file) + ",,,,,,,,," + CSVText.field($0.reason) }
    return ([header] + answered + others).joined(separator: "\n") + "\n"
  }
}
