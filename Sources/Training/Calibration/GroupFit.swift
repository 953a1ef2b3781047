import Artifact
import Foundation
import Inference
import Support

/// Chooses from where on an unsure answer names a group of classes.
///
/// The name is to hold for images of classes that the model doesn't know as well, since many of those end here: as often as
/// an answer holds, over validation images and over the same with their own class held out.
struct GroupFit {
  /// Each class's groups, the narrowest first.
  let groups: [[String]]
  /// The share of groups named that may be wrong.
  let maxError: Double

  struct Result {
    var groupBelow: Double?
    var measured: [String: Proportion] = [:]
  }

  /// - Parameter isGiven: Whether logits are answered by a class.
  func fit(
    _ images: [FamiliarityFit.Scored], temperature: Double, isGiven: ([Float]) -> Bool
  ) -> Result {
    var result = Result()
    guard images.count >= PresenceThreshold.leastImages, groups.contains(where: { !$0.isEmpty }) else { return result }
    let known = candidates(images, temperature, isGiven) { image in image.logits }
    let heldOut = candidates(images, temperature, isGiven) { image in
      var logits = image.logits
      // It stays finite: softmax makes nothing of it.
      logits[image.label] = -1e30
      return logits
    }
    guard
      let least = SureThreshold.choose(
        maxError: maxError, answers: (known + heldOut).flatMap { $0 }, floor: SureFit.leastCertainty)
    else {
      // None is good enough, not even one that is certain.
      result.groupBelow = 0
      return result
    }
    result.groupBelow = least
    for (name, images) in [("Group", known), ("GroupOfHeldOut", heldOut)] {
      let named = images.compactMap { $0.first { $0.score >= least } }
      result.measured["wrong\(name)"] = Proportion(named.count { !$0.isRight }, of: named.count)
    }
    return result
  }

  /// For each unsure image the groups that it may be told, the narrowest first.
  private func candidates(
    _ images: [FamiliarityFit.Scored], _ temperature: Double, _ isGiven: ([Float]) -> Bool,
    logits: (FamiliarityFit.Scored) -> [Float]
  ) -> [[SureThreshold.Answer]] {
    images.compactMap { image in
      let logits = logits(image)
      guard !isGiven(logits) else { return nil }
      let probabilities = Softmax.floatProbabilities(logits, temperature: Float(temperature))
      let best = probabilities.indices.max { probabilities[$0] < probabilities[$1] } ?? 0
      return ClassGroup.ancestors(of: best, in: groups, probabilities).map { group in
        SureThreshold.Answer(score: group.certainty, isRight: groups[image.label].contains(group.name))
      }
    }
  }
}
