import Foundation
import Support
import Taxonomy

/// Turns an outcome into text for standard output.
protocol PredictionRenderer {
  func render(_ outcome: PredictionOutcome) -> String
}

/// One JSON object per line, keys sorted.
struct JSONLines: PredictionRenderer {
  func render(_ outcome: PredictionOutcome) -> String { JSONText.line(outcome) }
}

/// For people: file and verdict, then class, percent and bar, most probable first.
struct PredictionBars: PredictionRenderer {
  let width: Int
  /// The model's own words.
  let words: ModelWords

  func render(_ outcome: PredictionOutcome) -> String {
    if let error = outcome.error { return "\(outcome.file.printableName)\n  \(error.printableName)" }
    let names = outcome.predictions.map(\.label.printableName)
    let nameWidth = names.map(\.count).max() ?? 0
    let barWidth = max(10, min(40, width - nameWidth - 14))
    let lines = zip(names, outcome.predictions).map { name, prediction in
      let name = name.padding(toLength: nameWidth, withPad: " ", startingAt: 0)
      let percent = String(format: "%5.1f %%", prediction.probability * 100)
      return "  \(name)  \(percent)  \(Bar.text(prediction.probability, width: barWidth))"
    }
    return ([outcome.file.printableName + heading(outcome)] + lines + set(outcome) + neighbours(outcome))
      .joined(separator: "\n")
  }

  /// The training images that it resembles, with their cosines.
  private func neighbours(_ outcome: PredictionOutcome) -> [String] {
    guard let found = outcome.neighbours, !found.isEmpty else { return [] }
    let lines = found.map { neighbour in
      String(format: "    %.3f  ", neighbour.similarity) + neighbour.label.printableName + "  "
        + neighbour.file.printableName
    }
    return ["  the nearest training images:"] + lines
  }

  /// "one of these two, right 95 times in 100"; nothing where the first class alone is the set.
  private func set(_ outcome: PredictionOutcome) -> [String] {
    guard let set = outcome.set, set.classes.count > 1 else { return [] }
    let times = String(format: "%g", (set.coverage * 1000).rounded() / 10)
    let named = set.classes.prefix(8).map(\.label.printableName).joined(separator: ", ")
    let more = set.classes.count > 8 ? " and \(set.classes.count - 8) more" : ""
    return ["  one of \(set.classes.count), right \(times) times in 100: \(named)\(more)"]
  }

  private func heading(_ outcome: PredictionOutcome) -> String {
    switch outcome.verdict {
    case .other: "  \(words.elsewhere)? The closest \(words.classTerm.plural):"
    case .unsure:
      outcome.group.map { "  some \($0.label); the closest \(words.classTerm.plural):" }
        ?? "  not sure; the closest \(words.classTerm.plural):"
    case .another:
      "  \(outcome.group.map { "some \($0.label)," } ?? "") perhaps \(words.beyond); the closest \(words.classTerm.plural):"
    case .sure, nil: ""
    }
  }
}

/// A bar drawn in eighths of a column.
enum Bar {
  /// `fraction` (0 to 1) of `width` columns.
  static func text(_ fraction: Double, width: Int) -> String {
    let share = fraction.isFinite ? min(max(fraction, 0), 1) : 0
    let eighths = Int((share * Double(width * 8)).rounded())
    let partial = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
    return String(repeating: "█", count: eighths / 8) + partial
  }
}
