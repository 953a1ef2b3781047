import Corpus
import Support
import Taxonomy

/// One image's answer as a line of an answers file; its names are part of the program's interface.
struct AnswerRow: Codable, Hashable, Sendable {
  let file: String
  /// What answered, by `AnswerRow.source`, so that answers of two models or ways of asking are never taken for one's.
  let model: String
  var verdict: Verdict?
  var predictions: [Prediction]
  /// The classes of which one is right with a stated probability, where the model states one.
  var set: PredictionSet?
  /// What is wrong with an image that was answered anyway.
  var warning: String?
  var error: String?
}

extension AnswerRow {
  /// The first digits of the model's seal; where looks or weights are given besides, those of their hash after a plus.
  static func source(seal: String, looks: Int?, weights: [Double]?) -> String {
    let model = String(seal.prefix(12))
    guard looks != nil || weights != nil else { return model }
    let asked = "\(looks.map(String.init) ?? "") \(weights.map { "\($0)" } ?? "")"
    return "\(model)+\(ContentHash.of(Array(asked.utf8)).prefix(8))"
  }

  init(_ outcome: PredictionOutcome, model: String) {
    self.init(
      file: outcome.file, model: model, verdict: outcome.verdict, predictions: outcome.predictions, set: outcome.set,
      warning: outcome.warning, error: outcome.error)
  }
}

/// How an answers file is laid out.
enum AnswerFormat: Hashable, Sendable {
  /// One JSON object per line.
  case jsonLines
  /// A header, then a record per image with room for `top` classes.
  case csv(top: Int)

  /// The format that a file's name asks for; nil where it asks for neither.
  init?(name: String, top: Int) {
    let name = name.lowercased()
    if name.hasSuffix(".csv") {
      self = .csv(top: top)
    } else if name.hasSuffix(".jsonl") || name.hasSuffix(".ndjson") {
      self = .jsonLines
    } else {
      return nil
    }
  }

  /// The first line; empty where there is none.
  var header: String {
    guard case .csv(let top) = self else { return "" }
    let classes = (1...top).flatMap { ["label\($0)", "id\($0)", "probability\($0)"] }
    return (["file", "model", "verdict"] + classes + ["set", "warning", "error"]).joined(separator: ",") + "\n"
  }

  func line(_ row: AnswerRow) -> String {
    guard case .csv(let top) = self else { return JSONText.line(row) + "\n" }
    var fields = [row.file, row.model, row.verdict?.rawValue ?? ""]
    for place in 0..<top {
      guard place < row.predictions.count else {
        fields += ["", "", ""]
        continue
      }
      let prediction = row.predictions[place]
      fields += [prediction.label, prediction.id, "\(prediction.probability)"]
    }
    fields += [row.set?.classes.map(\.id).joined(separator: " | ") ?? "", row.warning ?? "", row.error ?? ""]
    return fields.map(CSVText.field).joined(separator: ",") + "\n"
  }
}
