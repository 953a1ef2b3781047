import ArgumentParser
import Artifact
import Foundation
import Imaging
import Support
import Taxonomy

/// `dogbreed model info`: prints a model folder's description.
struct ModelInfoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Print a model folder's description.",
    discussion: """
      Examples:
        dogbreed model info my-model
        dogbreed model info my-model --json
      """)

  @Argument(help: "The model folder; by default the shipped model.", transform: Place.pathOrURL)
  var model: String?

  @Flag(help: "The whole description as JSON.")
  var json = false

  func run() async throws {
    let description = try ModelFolder.readDescription(in: await ModelPlace.url(model))
    try Console.out(json ? JSONText.pretty(description) : description.table)
  }
}

extension ModelDescription {
  /// For people: one fact per line.
  fileprivate var table: String {
    var lines = [
      "name          \(name.printableName)",
      "version       \(seal)",
      "asks          \((words ?? .neutral).question.printableName)",
      "backbone      \(backbones.map(\.name).joined(separator: " + "))",
      "input         \(preprocessing.size)×\(preprocessing.size), \(preprocessing.resize.rawValue)",
      "looks         \(looks.count)",
      "cascade       \(cascade.map(\.sentence) ?? "none: all nets and looks answer")",
      "classes       \(classes.count)",
      "trained on    \(training.images) images, \(training.views == 1 ? "1 view" : "\(training.views) views") each, seed \(training.seed)",
      "head          \(training.head), weight decay \(training.weightDecay)",
    ]
    if let sets {
      lines.append(
        String(
          format:
            "sets          %.4g %% of them hold the right class; on %d validation images %.1f %%, %.2f classes each",
          sets.coverage * 100, sets.images, sets.measured * 100, sets.meanSize))
    }
    for (set, figures) in metrics.sorted(by: { $0.key < $1.key }) {
      let text = figures.sorted { $0.key < $1.key }.map { "\($0.key) \(Self.figure($0.value))" }
      lines.append("measured      \(set): \(text.joined(separator: ", "))")
    }
    lines += notes.map { "note          \($0)" }
    lines += licences.map { "licence       \($0)" }
    return lines.joined(separator: "\n")
  }

  private static func figure(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e9 ? "\(Int(value))" : String(format: "%.4f", value)
  }
}
