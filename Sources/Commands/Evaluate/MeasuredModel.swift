import Corpus
import Evaluation
import Foundation
import Support
import Taxonomy

/// What `evaluate` found; in JSON the report's keys stand at the top.
struct MeasuredModel: Encodable, Sendable {
  var report: Report
  var problems: [Problem]
  var presence: PresenceReport?
  var sets: SetReport?
  /// How many of the labelled images got each verdict.
  var verdicts: [String: Int] = [:]
  /// How many of them each stage of the model's cascade answered; empty without a cascade.
  var stages: [Int] = []
  /// The verdicts on images of no class of the model, by where they come from.
  var others: [String: OthersReport] = [:]
  /// What the report is based on; not in the JSON.
  var scorecard = Scorecard(classes: [])
  var images: [JudgedImage] = []
  /// The presence of each image of no class of the model, by where it comes from; not in the JSON.
  var negatives: [String: [Double]] = [:]
  /// How long the labelled images took.
  var seconds = 0.0

  private enum CodingKeys: String, CodingKey { case presence, problems, sets, verdicts, stages, others }

  func encode(to encoder: any Encoder) throws {
    try report.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(problems, forKey: .problems)
    try container.encodeIfPresent(presence, forKey: .presence)
    try container.encodeIfPresent(sets, forKey: .sets)
    try container.encode(verdicts, forKey: .verdicts)
    if !stages.isEmpty { try container.encode(stages, forKey: .stages) }
    if !others.isEmpty { try container.encode(others, forKey: .others) }
  }
}

extension MeasuredModel {
  /// Below this many images a figure is printed with what it may mean.
  private static let few = 100

  /// For people: the figures, then what goes wrong most often.
  var table: String {
    func percent(_ fraction: Double) -> String { String(format: "%.1f %%", fraction * 100) }
    var lines = [
      "images  \(report.images)",
      "top-1   \(percent(report.top1))  (\(report.top1Interval.percentText))",
      "top-5   \(percent(report.top5))  (\(report.top5Interval.percentText))",
      "macro   \(percent(report.macro))",
      "F1      \(percent(report.f1))",
      "NLL     \(String(format: "%.4f", report.nll))",
      "Brier   \(String(format: "%.4f", report.brier))",
      "ECE     \(String(format: "%.4f", report.ece))",
    ]
    if let sets { lines.append(sets.line) }
    if let presence {
      lines.append("accepted  \(percent(presence.accepted)) at \(String(format: "%.3f", presence.threshold))")
      for (source, negatives) in presence.negatives.sorted(by: { $0.key < $1.key }) {
        let at95 = negatives.refusedAt95.map { ", \(percent($0)) with 95 % accepted" } ?? ""
        lines.append("refused of \(source) (\(negatives.images))  \(percent(negatives.refused))\(at95)")
      }
    }
    lines.append("verdicts  \(Self.text(verdicts, of: report.images))")
    if !stages.isEmpty { lines.append("stages  \(StageShares.text(stages))") }
    for (source, found) in others.sorted(by: { $0.key < $1.key }) {
      let auroc = found.familiarityAUROC.map { String(format: ", familiarity AUROC %.3f", $0) } ?? ""
      let at90 = found.unnamedAt90.map { ", \(percent($0)) less familiar than 90 % of right answers" } ?? ""
      lines.append("verdicts on \(source)  \(Self.text(found.verdicts, of: found.images))\(auroc)\(at90)")
    }
    if (1..<Self.few).contains(report.images) {
      lines.append(
        "\(report.images) image\(report.images == 1 ? "" : "s"): \(percent(report.top1)) means "
          + "\(report.top1Interval.percentText), 95 times in 100; measure more of them.")
    }
    return (lines + weakest + confusions).joined(separator: "\n")
  }

  private static func text(_ verdicts: [String: Int], of images: Int) -> String {
    Verdict.allCases.compactMap { verdict in
      verdicts[verdict.rawValue].map {
        String(format: "%@ %.1f %%", verdict.rawValue, 100 * Double($0) / Double(images))
      }
    }.joined(separator: ", ")
  }

  /// The classes with the lowest accuracy; a class that is always right isn't weak.
  private var weakest: [String] {
    let weak = report.perClass.filter { $0.images > 0 && $0.top1 < 1 }.sorted { ($0.top1, $0.id) < ($1.top1, $1.id) }
    guard !weak.isEmpty else { return [] }
    return ["weakest classes"]
      + weak.prefix(10).map { item in
        let right = Int((item.top1 * Double(item.images)).rounded())
        let share = String(format: "%.1f %%", item.top1 * 100)
        return
          "  \(item.label.printableName)  \(share) of \(item.images)  (\(Interval.wilson(right, of: item.images).percentText))"
      }
  }

  /// What is taken for what most often.
  private var confusions: [String] {
    let pairs = scorecard.confusion.pairs(limit: 10)
    guard !pairs.isEmpty else { return [] }
    let counts = report.perClass.map(\.images)
    let names = report.perClass.map(\.label.printableName)
    return ["most confused"]
      + pairs.map { pair in
        "  \(names[pair.truth]) taken for \(names[pair.answer])  \(pair.images) of \(counts[pair.truth])"
      }
  }
}
