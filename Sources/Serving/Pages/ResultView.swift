import Foundation
import Taxonomy

/// The values of the result template for one answer.
enum ResultView {
  static func values(_ outcome: AdmittedClassifier.Outcome, token: String?) -> [String: Any] {
    let classification = outcome.classification
    let predictions = classification.answer.predictions
    var values: [String: Any] = [
      "milliseconds": String(
        Int(((classification.timings.decode + classification.timings.inference) * 1000).rounded(.up))),
      "model": "\(outcome.card.name) \(outcome.card.version.prefix(8))",
    ]
    let first = predictions.first
    switch classification.answer.verdict {
    case .sure:
      if let first {
        var sure = bar(first)
        sure["about"] = outcome.card.words.classes[first.id]?.about
        values["sure"] = sure
      }
      values["bars"] = predictions.dropFirst().map(bar)
    case .unsure:
      values["unsure"] = true
      values["bars"] = predictions.map(bar)
    case .other:
      values["other"] = true
      values["bars"] = predictions.map(bar)
    }
    if let seen = classification.seen {
      let type = seen.starts(with: [0x89, 0x50]) ? "image/png" : "image/jpeg"
      values["seen"] = "data:\(type);base64,\(Data(seen).base64EncodedString())"
      if let map = classification.heatMap { values["heat"] = heat(map) }
    }
    if let token {
      values["feedback"] = true
      values["token"] = token
      if classification.answer.verdict != .other, let first {
        values["guess"] = ["id": first.id, "label": first.label]
      }
      values["choices"] = outcome.card.classes.sorted { $0.label.lowercased() < $1.label.lowercased() }
        .map { ["id": $0.id, "label": $0.label] }
    }
    return values
  }

  /// What the window's title says of an answer: the class only where the verdict is one.
  static func title(_ answer: Answer, _ templates: Templates, of card: ModelCard) -> String? {
    switch answer.verdict {
    case .sure: answer.predictions.first?.label
    case .unsure: templates.word("unsure", of: card)
    case .other: templates.word("other", of: card)
    }
  }

  private static func bar(_ prediction: Prediction) -> [String: Any] {
    [
      "path": ClassPath.of(prediction.id), "label": prediction.label, "percent": percent(prediction.probability),
      "width": String(format: "%.1f", min(1, max(0, prediction.probability)) * 100),
    ]
  }

  /// Never 0 % or 100 %: no answer is that certain.
  static func percent(_ probability: Double) -> String {
    switch probability * 100 {
    case ..<1: "under 1 %"
    case 99...: "over 99 %"
    case 1..<99: "\(Int((probability * 100).rounded())) %"
    default: "unknown"
    }
  }

  /// Cells from clear yellow to dense red.
  private static func heat(_ map: HeatMap) -> [String: Any] {
    let map = map.averaged(most: 18)
    let cells = map.values.enumerated().map { index, value in
      let value = Double(value.isFinite ? min(1, max(0, value)) : 0)
      return [
        "x": String(index % map.width), "y": String(index / map.width),
        "fill": "rgb(255,\(Int(210 - 190 * value)),0)", "opacity": String(format: "%.2f", value * 0.75),
      ]
    }
    return ["columns": String(max(1, map.width)), "rows": String(max(1, map.height)), "cells": cells]
  }
}

extension HeatMap {
  /// The map with at most `most` cells per side, each the mean of a block, so that a page stays small whatever the net
  /// returns; empty if its values don't match its size.
  package func averaged(most: Int) -> HeatMap {
    guard width > 0, height > 0, values.count == width * height else {
      return HeatMap(width: 0, height: 0, values: [])
    }
    let (columns, rows) = (min(width, most), min(height, most))
    var averages: [Float] = []
    for row in 0..<rows {
      for column in 0..<columns {
        let (top, bottom) = (row * height / rows, (row + 1) * height / rows)
        let (left, right) = (column * width / columns, (column + 1) * width / columns)
        let block = (top..<bottom).flatMap { values[$0 * width + left..<$0 * width + right] }
        averages.append(block.reduce(0, +) / Float(block.count))
      }
    }
    return HeatMap(width: columns, height: rows, values: averages)
  }
}
