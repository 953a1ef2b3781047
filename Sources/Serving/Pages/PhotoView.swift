import Foundation
import Taxonomy

/// The photo of an answer, with what is drawn over it.
enum PhotoView {
  /// The longer side in pixels of a photo on a page.
  static let side = 960

  static func values(_ classification: Classification) -> [String: Any]? {
    guard let shown = classification.shown else { return nil }
    var values: [String: Any] = [
      "source": "data:image/jpeg;base64,\(Data(shown.bytes).base64EncodedString())", "width": String(shown.width),
      "height": String(shown.height),
    ]
    if let map = classification.heatMap { values["heat"] = heat(map) }
    if let part = classification.closer {
      values["closer"] = [
        "x": number(part.x), "y": number(part.y), "width": number(part.width), "height": number(part.height),
      ]
    }
    return values
  }

  private static func number(_ fraction: Double) -> String {
    String(format: "%.1f", min(1, max(0, fraction.isFinite ? fraction : 0)) * 100)
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
