import Evaluation
import Foundation

/// What `compare` found; the names of the properties are the JSON keys.
struct ComparisonSummary: Encodable, Sendable {
  /// Images whose class every model knows.
  let images: Int
  let models: [ModelFigures]
  /// One for each model after the first.
  let pairs: [ModelPair]

  struct ModelFigures: Encodable, Sendable {
    let model: String
    let version: String
    let top1: Double
    let top1Interval: Interval
    let macro: Double
    let nll: Double
    let brier: Double
    let ece: Double
    /// Bytes of the model folder's files.
    let bytes: Int
    let imagesPerSecond: Double
  }

  struct ModelPair: Encodable, Sendable {
    let first: String
    let second: String
    /// Top-1 of the second minus that of the first, a fraction.
    let difference: Double
    let interval: Interval
    let onlyFirst: Int
    let onlySecond: Int
    /// Images that the two answer differently, including those that both get wrong.
    let disagreements: Int
    let exactP: Double
    let midP: Double
    /// Classes on which they differ most, with the images that each alone got right.
    let classes: [ClassDifference]
  }

  struct ClassDifference: Encodable, Sendable {
    let label: String
    let images: Int
    let onlyFirst: Int
    let onlySecond: Int
  }

  /// For people.
  var table: String {
    func percent(_ fraction: Double) -> String { String(format: "%.1f %%", fraction * 100) }
    func points(_ fraction: Double) -> String { String(format: "%+.1f", fraction * 100) }
    var lines = ["images  \(images)"]
    for item in models {
      lines.append(
        "\(item.model)\n  top-1 \(percent(item.top1)) (\(item.top1Interval.percentText)), macro \(percent(item.macro)), "
          + String(format: "NLL %.4f, Brier %.4f, ECE %.4f, ", item.nll, item.brier, item.ece)
          + String(format: "%.1f MB, %.1f images per second", Double(item.bytes) / 1e6, item.imagesPerSecond))
    }
    for pair in pairs {
      lines.append(
        "\(pair.second) against \(pair.first)\n  top-1 \(points(pair.difference)) points "
          + "(\(points(pair.interval.low)) to \(points(pair.interval.high))), McNemar's p "
          + String(format: "%.3g (exact %.3g)", pair.midP, pair.exactP))
      lines.append(
        "  \(pair.disagreements) images are answered differently; right only now: \(pair.onlySecond), "
          + "right only before: \(pair.onlyFirst)")
      for item in pair.classes {
        lines.append("    \(item.label)  +\(item.onlySecond) −\(item.onlyFirst) of \(item.images)")
      }
    }
    return lines.joined(separator: "\n")
  }

  /// Why a later model isn't known to be at most `margin` worse than the first; nil where all are.
  func refusal(_ margin: Double) -> String? {
    let failing = pairs.filter { $0.interval.low < -margin }
    guard let pair = failing.first else { return nil }
    return String(
      format: "%@ may be up to %.2f percentage points worse than %@, and %.2f are allowed; ", pair.second,
      -pair.interval.low * 100, pair.first, margin * 100)
      + (pair.interval.high < -margin ? "it is worse." : "measure more images, or allow more.")
  }
}
