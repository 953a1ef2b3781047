import Corpus
import Evaluation
import Foundation

/// What `evaluate` found; in JSON the report's keys stand at the top.
struct MeasuredModel: Encodable, Sendable {
  var report: Report
  var problems: [Problem]
  var presence: PresenceReport?

  private enum CodingKeys: String, CodingKey { case presence, problems }

  func encode(to encoder: any Encoder) throws {
    try report.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(problems, forKey: .problems)
    try container.encodeIfPresent(presence, forKey: .presence)
  }
}

/// How well images the model knows are told from others.
struct PresenceReport: Encodable, Sendable {
  let threshold: Double
  /// The share of the labelled images accepted by the model's threshold.
  let accepted: Double
  let thresholdAt95: Double?
  var negatives: [String: NegativesReport] = [:]
}

/// One group of images that show nothing the model knows.
struct NegativesReport: Encodable, Sendable {
  let images: Int
  /// At the model's own threshold.
  let refused: Double
  /// At the threshold that accepts 95 % of the labelled images.
  let refusedAt95: Double?
  let auroc: Double?
}

extension MeasuredModel {
  /// For people: the figures, the weakest classes, then the rest.
  var table: String {
    func percent(_ fraction: Double) -> String { String(format: "%.1f %%", fraction * 100) }
    var lines = [
      "images  \(report.images)",
      "top-1   \(percent(report.top1))",
      "top-5   \(percent(report.top5))",
      "macro   \(percent(report.macro))",
      "NLL     \(String(format: "%.4f", report.nll))",
      "ECE     \(String(format: "%.4f", report.ece))",
    ]
    if let presence {
      lines.append("accepted  \(percent(presence.accepted)) at \(String(format: "%.3f", presence.threshold))")
      for (source, negatives) in presence.negatives.sorted(by: { $0.key < $1.key }) {
        let at95 = negatives.refusedAt95.map { ", \(percent($0)) with 95 % accepted" } ?? ""
        lines.append("refused of \(source) (\(negatives.images))  \(percent(negatives.refused))\(at95)")
      }
    }
    let weakest = report.perClass.filter { $0.images > 0 }.sorted { ($0.top1, $0.id) < ($1.top1, $1.id) }.prefix(10)
    lines.append("weakest classes")
    for item in weakest {
      lines.append("  \(item.label)  \(percent(item.top1)) of \(item.images)")
    }
    return lines.joined(separator: "\n")
  }
}
