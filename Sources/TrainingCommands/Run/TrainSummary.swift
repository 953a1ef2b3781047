import Artifact
import Corpus
import Foundation
import Support
import Training

/// What `train --json` says.
struct TrainSummary: Encodable {
  let modelDir: String
  let version: String
  let images: Int
  let classes: Int
  let weightDecay: Double
  let computed: Int
  let cached: Int
  let validation: [String: Double]
  let problems: [Problem]
  let seconds: [String: Double]

  init(_ trained: TrainedModel, place: String) {
    modelDir = place
    version = trained.description.seal
    images = trained.description.training.images
    classes = trained.description.classes.count
    weightDecay = trained.description.training.weightDecay
    computed = trained.computed
    cached = trained.cached
    validation = trained.validation
    problems = trained.problems
    seconds = trained.seconds
  }
}

extension TrainedModel {
  func summary(place: String) -> String {
    var text =
      "\(place): \(description.classes.count) classes, \(description.training.images) images, "
      + "\(computed) features computed and \(cached) from the cache"
    if let top1 = validation["top1"], let ece = validation["ece"] {
      text += String(format: "; validation top-1 %.1f %%%@, ECE %.3f", top1 * 100, doubt(of: top1), ece)
    }
    if !problems.isEmpty { text += "; \(problems.count) images couldn't be used" }
    return text + "."
  }

  /// What a figure of few validation images may mean; empty for many.
  private func doubt(of top1: Double) -> String {
    guard let images = validation["images"], (1..<100).contains(images) else { return "" }
    let right = Proportion(Int((top1 * images).rounded()), of: Int(images))
    let noun = images == 1 ? "image" : "images"
    return String(format: " of %.0f \(noun) (%.0f–%.0f %%)", images, right.low * 100, right.high * 100)
  }
}
