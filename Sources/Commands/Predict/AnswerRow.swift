import Corpus
import Evaluation
import Inference
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
  /// What it shows where no class is probable enough but a group of them is.
  var group: Prediction?
  /// The likelihood that the image is of one of the classes, where the model tells.
  var familiarity: Double?
  /// How far the image went through the model's cascade, where it has one.
  var stage: StageReached?
  /// The training images that it resembles, where they were asked for.
  var neighbours: [Neighbour]?
  /// What is wrong with an image that was answered anyway.
  var warning: String?
  var error: String?
  /// How the answer did, where the image's class is known.
  var grade: AnswerGrade?
}

/// An answer held against the image's own class.
struct AnswerGrade: Codable, Hashable, Sendable {
  /// The class's id.
  let label: String
  let isRight: Bool
  /// The class's own probability, and its place among all, from 1.
  let probability: Double
  let rank: Int
  let presence: Double?
}

extension AnswerRow {
  /// The first digits of the model's seal; where more was asked for that changes answers, those of its hash after a
  /// plus.
  ///
  /// - Parameter top: How many classes, where the file's format doesn't say.
  static func source(
    seal: String, looks: Int?, effort: Effort? = nil, weights: [Double]? = nil, top: Int? = nil, isStrict: Bool = false,
    neighbours: Int = 0
  ) -> String {
    let model = String(seal.prefix(12))
    let effort = effort == .auto ? nil : effort
    guard looks != nil || effort != nil || weights != nil || top != nil || isStrict || neighbours > 0 else {
      return model
    }
    let numbers = ([looks, top, isStrict ? 1 : nil] + (neighbours > 0 ? [neighbours] : [])).map {
      $0.map(String.init) ?? ""
    }.joined(separator: " ")
    let asked = "\(numbers) \(weights.map { "\($0)" } ?? "")" + (effort.map { " \($0.rawValue)" } ?? "")
    return "\(model)+\(ContentHash.of(Array(asked.utf8)).prefix(8))"
  }

  /// - Parameter name: What the image is called in the file, where that isn't how it was named.
  init(_ outcome: PredictionOutcome, named name: String? = nil, model: String) {
    self.init(
      file: name ?? outcome.file, model: model, verdict: outcome.verdict, predictions: outcome.predictions,
      set: outcome.set,
      group: outcome.group, familiarity: outcome.familiarity, stage: outcome.stage, neighbours: outcome.neighbours,
      warning: outcome.warning,
      error: outcome.error)
  }

  /// A labelled image's answer, held against its class.
  init(_ image: JudgedImage, classes: [ClassName], model: String) {
    let (judgement, answer) = (image.judgement, image.answer)
    let named = classes[judgement.answer]
    self.init(
      file: image.sample.path, model: model, verdict: answer.verdict,
      predictions: [Prediction(label: named.label, id: named.id, probability: judgement.confidence)], set: answer.set,
      group: answer.group, familiarity: answer.familiarity, stage: answer.stage,
      grade: AnswerGrade(
        label: classes[judgement.truth].id, isRight: judgement.isRight, probability: judgement.own,
        rank: judgement.rank + 1, presence: answer.presence))
  }

  /// An image without an answer.
  init(_ problem: Problem, model: String) {
    self.init(file: problem.file, model: model, predictions: [], error: problem.reason)
  }
}

/// How an answers file is laid out.
enum AnswerFormat: Hashable, Sendable {
  /// One JSON object per line.
  case jsonLines
  /// A header, then a record per image with room for `top` classes, and for how the answer did where images are labelled.
  case csv(top: Int, isLabelled: Bool = false)
  /// A header, then a record per image, with a label where the model is sure: a table that training reads.
  case suggestions

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
    if case .suggestions = self { return Self.suggestionColumns.joined(separator: ",") + "\n" }
    guard case .csv(let top, let isLabelled) = self else { return "" }
    let classes = (1...top).flatMap { ["label\($0)", "id\($0)", "probability\($0)"] }
    let grade = isLabelled ? ["class", "right", "class_probability", "rank", "presence"] : []
    return (["file", "model", "verdict"] + classes + grade + ["set", "group", "familiarity", "warning", "error"])
      .joined(separator: ",") + "\n"
  }

  private static let suggestionColumns =
    ["file", "model", "label", "verdict"]
    + (1...3).flatMap { ["suggestion\($0)", "probability\($0)"] } + ["set", "warning", "error"]

  private func suggestion(_ row: AnswerRow) -> String {
    let label = row.verdict == .sure ? row.predictions.first?.id : nil
    var fields = [row.file, row.model, label ?? "", row.verdict?.rawValue ?? ""]
    for place in 0..<3 {
      let found = place < row.predictions.count ? row.predictions[place] : nil
      fields += [found?.id ?? "", found.map { "\($0.probability)" } ?? ""]
    }
    fields += [row.set?.classes.map(\.id).joined(separator: " | ") ?? "", row.warning ?? "", row.error ?? ""]
    return fields.map(CSVText.field).joined(separator: ",") + "\n"
  }

  func line(_ row: AnswerRow) -> String {
    if case .suggestions = self { return suggestion(row) }
    guard case .csv(let top, let isLabelled) = self else { return JSONText.line(row) + "\n" }
    var fields = [row.file, row.model, row.verdict?.rawValue ?? ""]
    for place in 0..<top {
      guard place < row.predictions.count else {
        fields += ["", "", ""]
        continue
      }
      let prediction = row.predictions[place]
      fields += [prediction.label, prediction.id, "\(prediction.probability)"]
    }
    if isLabelled {
      let grade = row.grade
      fields += [
        grade?.label ?? "", grade.map { $0.isRight ? "1" : "0" } ?? "", grade.map { "\($0.probability)" } ?? "",
        grade.map { "\($0.rank)" } ?? "", grade?.presence.map { "\($0)" } ?? "",
      ]
    }
    let set = row.set?.classes.map(\.id).joined(separator: " | ")
    let familiarity = row.familiarity.map { "\($0)" } ?? ""
    fields += [set ?? "", row.group?.id ?? "", familiarity, row.warning ?? "", row.error ?? ""]
    return fields.map(CSVText.field).joined(separator: ",") + "\n"
  }
}
