import ArgumentParser
import Corpus
import Evaluation
import Foundation
import Support
import Taxonomy

/// Where doubts about labels come from: heads are trained for them, which only the training program can do.
package enum DoubtSource {
  /// What is asked of it.
  package struct Request: Sendable {
    /// Backbones side by side, by name; nil for those of `train`.
    package let backbones: [String]?
    /// How the net is computed.
    package let engine: EngineOptions
    /// The folder of cached features.
    package let features: URL

    /// Whether features that aren't cached are computed: where a backbone is named.
    package var computes: Bool { backbones != nil }
  }

  /// The doubts about a checked data set's labels; nil where there is nothing to tell them by.
  package typealias Doubting =
    @Sendable (_ checkup: Checkup, _ request: Request, _ progress: any ProgressReporter) async throws ->
    DoubtedLabels?

  /// Whether the training program would have something to do: features are cached, or a backbone is named.
  static func isWanted(_ request: Request) -> Bool {
    if request.computes { return true }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: request.features.path)) ?? []
    return names.contains { $0.hasSuffix(".features") }
  }
}

extension Checkup {
  /// Adds what other images of the data set say against labels.
  mutating func add(_ doubts: [LabelDoubt]) {
    add(
      doubts.filter(\.isWrong).map { doubt in
        let image = dataSet.found(doubt.row)
        let isClear = doubt.probability < LabelDoubts.most && doubt.likelyProbability > LabelDoubts.least
        var finding = Finding(
          .doubtfulLabel, grade: isClear ? .warning : .remark,
          detail: "Labelled \(image.label); by the other images it is \(dataSet.classes[doubt.likely].label) "
            + String(format: "(%.0f %% against %.1f %%).", doubt.likelyProbability * 100, doubt.probability * 100),
          images: [image], classes: [image.label, dataSet.classes[doubt.likely].id])
        finding.probability = doubt.probability
        return finding
      })
  }
}

/// Every image's label and probabilities, as a table.
enum DoubtTable {
  static let columns = "file,label,likely,probability,wrong"

  /// A header, then a line per image, the most doubtful first.
  static func text(_ found: DoubtedLabels, of set: DataSet) -> String {
    let names = found.classes.map { CSVText.field(set.classes[$0].id) }
    var lines = [columns + names.map { ",\($0)" }.joined()]
    let rows = Dictionary(uniqueKeysWithValues: found.places.enumerated().map { ($1, $0) })
    for doubt in found.doubts {
      let image = set.found(doubt.row)
      let start = (rows[doubt.row] ?? 0) * found.classes.count
      let probabilities = found.probabilities[start..<(start + found.classes.count)].map { ",\($0)" }.joined()
      lines.append(
        "\(CSVText.field(image.file)),\(CSVText.field(image.label)),\(CSVText.field(set.classes[doubt.likely].id)),"
          + "\(doubt.probability),\(doubt.isWrong ? 1 : 0)\(probabilities)")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

/// A verb that doubts labels where the training program runs it.
package protocol DoubtingCommand: ParsableCommand {
  /// What it asks; nil in a program that can't train.
  var doubting: DoubtSource.Doubting? { get set }
}
