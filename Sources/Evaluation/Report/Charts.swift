import Foundation

/// What the charts' templates draw: shapes as numbers, words as text, and nothing that isn't escaped.
enum Charts {
  /// The plots are squares of this side in their own units; y grows downwards.
  private static let side = 300.0

  private static func text(_ value: Double) -> String { String(format: "%.1f", value) }

  static func reliability(_ bins: [ReliabilityBin]) -> [String: Any] {
    let most = Double(bins.map(\.images).max() ?? 1)
    return [
      "bars": bins.filter { $0.images > 0 }.map { bin in
        let accuracy = bin.accuracy ?? 0
        let x = bin.low * side
        let middle = (bin.low + bin.high) / 2 * side
        return [
          "x": text(x + 1), "y": text(side - accuracy * side), "width": text((bin.high - bin.low) * side - 2),
          "height": text(accuracy * side), "middle": text(middle), "low": text(side - (bin.interval?.low ?? 0) * side),
          "high": text(side - (bin.interval?.high ?? 1) * side), "count": text(Double(bin.images) / most * 36),
          "countY": text(344 - Double(bin.images) / most * 36),
          "title":
            "\(bin.images) images answered with \(percent(bin.confidence ?? 0)) on average; \(percent(accuracy)) of the answers are right",
        ]
      }
    ]
  }

  static func coverage(_ record: EvaluationRecord) -> [String: Any] {
    let points = record.coverage
    // The scale of errors: the next of these that holds them all.
    let worst = max(
      points.map(\.error).max() ?? 0, record.inForce.map { Double($0.wrong) / Double(max($0.given, 1)) } ?? 0)
    let top = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5].first { $0 >= worst } ?? 1
    func y(_ error: Double) -> Double { side - error / top * side }
    let path = points.map { "\(text($0.coverage * side)),\(text(y($0.error)))" }.joined(separator: " ")
    var values: [String: Any] = [
      "path": path,
      "ticks": (0...4).map { ["y": text(side - Double($0) / 4 * side), "label": tick(top * Double($0) / 4)] },
      "stops": [0.5, 0.7, 0.9, 0.95, 0.99].compactMap { threshold -> [String: Any]? in
        guard let point = points.last(where: { $0.threshold >= threshold }) else { return nil }
        return [
          "threshold": String(format: "%.0f %%", threshold * 100), "coverage": percent(point.coverage),
          "error": percent(point.error),
        ]
      },
    ]
    if let force = record.inForce {
      let error = Double(force.wrong) / Double(max(force.given, 1))
      values["force"] = [
        "x": text(force.coverage * side), "y": text(y(error)),
        "rule": force.threshold.map { String(format: "from %.0f %% on", $0 * 100) } ?? "that are certain enough",
        "coverage": percent(force.coverage), "error": percent(error), "interval": force.error.percentText,
      ]
    }
    return values
  }

  static func receiver(_ refusal: Refusal) -> [String: Any] {
    let path = refusal.points.map { "\(text($0.falselyAccepted * side)),\(text(side - $0.accepted * side))" }
    let force = refusal.points.last { ($0.threshold ?? .infinity) >= refusal.threshold }
    return [
      "path": path.joined(separator: " "), "auroc": refusal.auroc.map { String(format: "%.3f", $0) } ?? "–",
      "x": text((force?.falselyAccepted ?? 0) * side), "y": text(side - (force?.accepted ?? 0) * side),
      "accepted": refusal.accepted.percentText, "falselyAccepted": refusal.falselyAccepted.percentText,
      "members": "\(refusal.members)", "others": "\(refusal.others)",
    ]
  }

  /// Only cells with images: a matrix of a thousand classes is mostly empty.
  static func matrix(_ record: EvaluationRecord, limit: Int) -> [String: Any] {
    var wrong = record.classes.map { $0.images - $0.right }
    for pair in record.confusions { wrong[pair.answer] += pair.images }
    let seen = record.order.filter { record.classes[$0].images > 0 || wrong[$0] > 0 }
    let chosen = Set(seen.sorted { (wrong[$1], $0) < (wrong[$0], $1) }.prefix(limit))
    let order = seen.filter(chosen.contains)
    var place = [Int: Int]()
    for (index, item) in order.enumerated() { place[item] = index }
    let labels = order.count <= 40
    let cell = min(22.0, max(3.0, 720.0 / Double(max(order.count, 1))))
    let margin = labels ? 150.0 : 8.0
    func cellValues(_ truth: Int, _ answer: Int, _ images: Int) -> [String: Any]? {
      guard let row = place[truth], let column = place[answer] else { return nil }
      let of = record.classes[truth].images
      return [
        "x": text(margin + Double(column) * cell), "y": text(margin + Double(row) * cell),
        "opacity": String(format: "%.2f", 0.15 + 0.85 * Double(images) / Double(max(of, 1))),
        "kind": truth == answer ? "right" : "wrong",
        "title":
          "\(record.classes[truth].label) taken for \(record.classes[answer].label): \(images) of \(of)",
      ]
    }
    let cells =
      order.compactMap { record.classes[$0].right > 0 ? cellValues($0, $0, record.classes[$0].right) : nil }
      + record.confusions.compactMap { cellValues($0.truth, $0.answer, $0.images) }
    let size = Double(order.count) * cell
    return [
      "cells": cells, "cell": text(max(cell - 0.5, 1)), "width": text(margin + size + 8), "edge": text(margin),
      "size": text(size),
      "labels": labels
        ? order.enumerated().map { index, item in
          [
            "at": text(margin + (Double(index) + 0.5) * cell), "label": shortened(record.classes[item].label),
            "before": text(margin - 6),
          ]
        } : [],
      "left": record.classes.count - order.count > 0 ? "\(record.classes.count - order.count)" : false,
    ]
  }

  private static func shortened(_ label: String) -> String { label.count > 22 ? label.prefix(21) + "…" : label }

  private static func tick(_ value: Double) -> String {
    let percent = value * 100
    return percent == percent.rounded() ? String(format: "%.0f %%", percent) : String(format: "%.2g %%", percent)
  }

  private static func percent(_ fraction: Double) -> String { EvaluationPage.percent(fraction) }
}
