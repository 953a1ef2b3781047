import Artifact
import Foundation
import Support
import Taxonomy

extension Predictor {
  /// Averages the logits of all looks of all nets at all images, as those of one image's looks are: each image counts alike.
  /// Heat map and image are those of the first.
  package func classify(together images: [[UInt8]], _ request: ClassificationRequest) async throws -> Classification {
    guard let first = images.first else { throw ImageRefusal.unsupported(found: "no image") }
    guard images.count > 1 else { return try await classify(first, request) }
    var logits: [[Float]] = []
    var seen: [Look] = []
    var firsts: [[Float]] = []
    var shown: Classification?
    var timings = Timings(decode: 0, inference: 0)
    for image in images {
      let clock = ContinuousClock()
      let begun = clock.now
      let decoded = try await decode(image)
      let ready = clock.now
      let taken = try await see(decoded, effort: .full)
      timings.decode += (ready - begun).inSeconds
      timings.inference += (clock.now - ready).inSeconds
      logits.append(taken.logits)
      seen += taken.looks
      firsts.append(taken.looks[0].features)
      if shown == nil, request.explain || request.seen { shown = try await classify(image, request) }
    }
    return Classification(
      answer: answer(
        logits: averaged(logits), presence: presence(in: seen), top: request.top, weights: request.weights,
        images: images.count),
      timings: timings, heatMap: shown?.heatMap, seen: shown?.seen,
      neighbours: try await neighbours(of: firsts, most: request.neighbours))
  }

  /// The probability that looks of all nets show anything the model knows; nil if it can't tell.
  private func presence(in looks: [Look]) -> Double? {
    folder.description.verdict.presence?.presence(in: looks, neighbours: stages[stages.count - 1].neighbours)
  }

  /// Logits with each class's weight in them, so that softmax at a temperature multiplies by it.
  func weighted(_ logits: [Float], _ weights: [Double]?, temperature: Double) -> [Float] {
    guard let weights, weights.count == logits.count else { return logits }
    return zip(logits, weights).map { logit, weight in
      // A class that is left out stays finite: softmax makes nothing of it.
      weight > 0 ? logit + Float(temperature * log(weight)) : -1e30
    }
  }
}
