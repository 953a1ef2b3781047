import Foundation

/// The rows of the table of classes.
enum ClassRows {
  static func rows(_ record: EvaluationRecord) -> [[String: Any]] {
    record.classes.filter { $0.images > 0 }.map { item in
      let accuracy = Double(item.right) / Double(item.images)
      let confused = item.takenFor.prefix(3).map { "\(record.classes[$0.answer].label) (\($0.images))" }
      let more = item.takenFor.count > 3 ? ", …" : ""
      return [
        "label": item.label, "id": item.id, "images": "\(item.images)", "top1": EvaluationPage.percent(accuracy),
        "sort": String(format: "%.6f", accuracy), "interval": item.interval.percentText,
        "precision": EvaluationPage.percent(item.precision), "precisionSort": String(format: "%.6f", item.precision),
        "f1": EvaluationPage.percent(item.f1), "f1Sort": String(format: "%.6f", item.f1),
        "wrong": "\(item.images - item.right)", "confused": confused.joined(separator: ", ") + more,
      ]
    }
  }
}
