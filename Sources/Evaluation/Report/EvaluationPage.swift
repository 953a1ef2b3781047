import Foundation
import HTMLPages
import Support

/// An evaluation as one self-contained HTML page: it loads nothing from elsewhere, reads in light and dark, and prints.
package enum EvaluationPage {
  /// What stands in a page's head, by which this program's are recognised.
  package static let mistakes = 24
  static let pairs = 12
  /// Classes that the matrix shows at most: those with the most wrong answers.
  static let matrixLimit = 250

  /// The files that the page shows as images, each once.
  package static func images(in record: EvaluationRecord) -> (mistakes: [String], examples: [String]) {
    let mistakes = record.mistakes.prefix(Self.mistakes).map(\.file)
    return (mistakes, record.confusions.prefix(pairs).flatMap(\.files))
  }

  /// - Parameters:
  ///   - thumbnails: `data:` addresses by file; a file without one is shown by its name.
  ///   - maps: The same with what the answer was based on.
  package static func html(
    _ record: EvaluationRecord, thumbnails: [String: String], maps: [String: String]
  ) throws -> String {
    let script = String(decoding: PackageResources.report_js, as: UTF8.self)
    var values = sections(record, thumbnails, maps)
    values["script"] = script
    values["scriptHash"] = base64(ofHex: ContentHash.of(Data(script.utf8)))
    return try HTMLTemplates([
      ("report", PackageResources.report_mustache), ("style", PackageResources.report_css),
      ("charts", PackageResources.charts_mustache), ("classes", PackageResources.classes_mustache),
      ("image", PackageResources.image_mustache),
    ]).render("report", values)
  }

  private static func base64(ofHex text: String) -> String {
    let digits = Array(text.utf8)
    let bytes = stride(from: 0, to: digits.count - 1, by: 2).compactMap {
      UInt8(String(decoding: digits[$0...$0 + 1], as: UTF8.self), radix: 16)
    }
    return Data(bytes).base64EncodedString()
  }

  private static func sections(
    _ record: EvaluationRecord, _ thumbnails: [String: String], _ maps: [String: String]
  ) -> [String: Any] {
    let label = { (index: Int) in record.classes.indices.contains(index) ? record.classes[index].label : "?" }
    var values: [String: Any] = [
      "title": "\(record.provenance.model): evaluation", "figures": figures(record), "facts": facts(record.provenance),
      "images": "\(record.figures.images)", "notes": record.notes, "hasNotes": !record.notes.isEmpty,
      "reliability": Charts.reliability(record.reliability), "coverage": Charts.coverage(record),
      "matrix": Charts.matrix(record, limit: matrixLimit), "rows": ClassRows.rows(record),
    ]
    if let refusal = record.refusal, !refusal.points.isEmpty { values["roc"] = Charts.receiver(refusal) }
    values["pairs"] = record.confusions.prefix(pairs).map { pair in
      [
        "truth": label(pair.truth), "answer": label(pair.answer), "count": "\(pair.images)",
        "of": "\(record.classes[pair.truth].images)", "figures": pair.files.map { figure($0, nil, thumbnails, [:]) },
      ] as [String: Any]
    }
    values["mistakes"] = record.mistakes.prefix(mistakes).map { mistake in
      let judgement = mistake.judgement
      let caption =
        "\(label(judgement.answer)) \(percent(judgement.confidence)), but \(label(judgement.truth)) "
        + percent(judgement.own)
      return figure(mistake.file, caption, thumbnails, maps)
    }
    values["hasMistakes"] = !record.mistakes.isEmpty
    let significant = record.slices.filter(\.isSignificant)
    values["slices"] = significant.map { slice in
      [
        "trait": slice.trait, "value": slice.value, "images": "\(slice.images)", "top1": percent(slice.top1),
        "other": percent(slice.otherTop1), "p": String(format: "%.1g", slice.adjusted),
      ]
    }
    values["hasSlices"] = !significant.isEmpty
    values["asked"] = record.slices.isEmpty ? false : "\(record.slices.count)"
    values["changes"] = record.changes.map { change in
      [
        "change": change.change, "images": "\(change.images)",
        "top1": percent(Double(change.right) / Double(max(change.images, 1))), "interval": change.interval.percentText,
        "before": percent(Double(change.rightBefore) / Double(max(change.images, 1))),
      ]
    }
    values["hasChanges"] = !record.changes.isEmpty
    if let alike = record.lookAlikes {
      let share = Interval.wilson(alike.right, of: alike.images)
      values["lookAlikes"] =
        [
          "some": !alike.files.isEmpty, "count": "\(alike.files.count)", "training": "\(alike.trainingImages)",
          "images": "\(alike.images)", "top1": percent(Double(alike.right) / Double(max(alike.images, 1))),
          "interval": share.percentText,
        ] as [String: Any]
    }
    return values
  }

  private static func figures(_ record: EvaluationRecord) -> [[String: Any]] {
    let report = record.figures
    func line(_ name: String, _ value: String, _ interval: Interval?, _ meaning: String) -> [String: Any] {
      ["name": name, "value": value, "interval": interval?.percentText ?? "", "meaning": meaning]
    }
    var lines = [
      line("Top-1", percent(report.top1), report.top1Interval, "the first answer is right"),
      line("Top-5", percent(report.top5), report.top5Interval, "the right class is among the first five"),
      line("Macro", percent(report.macro), record.macroInterval, "mean of the classes' accuracies"),
      line(
        "F1", percent(report.f1), record.f1Interval, "harmonic mean of precision and recall, averaged over the classes"),
      line(
        "ECE", String(format: "%.3f", report.ece), nil,
        "how far the stated probabilities are from the accuracy; 0 is best"),
      line("Brier", String(format: "%.3f", report.brier), nil, "squared error of the probabilities; 0 is best"),
    ]
    if let force = record.inForce {
      let answered = Double(force.wrong) / Double(max(force.given, 1))
      lines.append(
        line(
          "Wrong when sure", percent(answered), force.error,
          "of the \(force.given) answers that are given; \(force.unsure) unsure, \(force.refused) refused"))
    }
    return lines
  }

  private static func facts(_ source: Provenance) -> [[String: Any]] {
    let others = source.uses - 1
    let times = others == 0 ? "for the first time" : "\(source.uses) times, with \(source.models) models"
    let facts = [
      ("Model", "\(source.model), \(source.architecture), \(source.looks) looks"), ("Model hash", source.modelHash),
      ("Images", "\(source.folders.joined(separator: ", ")); part: \(source.split)"), ("Data hash", source.dataHash),
      ("Measured", "\(source.date) by \(source.program) on \(source.machine), \(source.precision)"),
      ("Speed", String(format: "%.1f images per second", source.imagesPerSecond)),
      (
        "These images were used",
        "\(times), as far as this machine has counted. A model chosen by its figures on them needs other images to be measured on."
      ),
    ]
    return (facts + (source.stages.map { [("Answered by stages", $0)] } ?? [])).map { ["name": $0.0, "value": $0.1] }
  }

  private static func figure(
    _ file: String, _ caption: String?, _ thumbnails: [String: String], _ maps: [String: String]
  ) -> [String: Any] {
    let name = file.split(separator: "/").last.map(String.init) ?? file
    return [
      "file": file, "address": thumbnails[file] ?? false, "map": maps[file] ?? false, "caption": caption ?? name,
    ]
  }

  static func percent(_ fraction: Double) -> String { String(format: "%.1f %%", fraction * 100) }
}
