import Artifact
import Evaluation
import Foundation
import Inference
import Support

/// Chooses by what, and from where on, an image of the kind counts as one of a class that the model doesn't know.
///
/// Every class is held out in turn: its own validation images are scored as if the head had no row for it. That comes within
/// 0.02 of the area under the curve of heads that were trained without the class, and costs no training.
struct FamiliarityFit {
  /// The kinds of evidence to choose from.
  let evidence: [FamiliarityPolicy.Evidence]
  /// Of the images of the model's classes, the share that may be told another class.
  let maxAnother: Double

  struct Result {
    var policy: FamiliarityPolicy?
    var measured: [String: Proportion] = [:]
    /// Why it isn't offered; nil where it is.
    var limit: String?
  }

  /// One image's averaged logits with its class; they are a part of all images'.
  struct Scored {
    private let slice: ArraySlice<Float>
    let label: Int

    var logits: [Float] { Array(slice) }

    init(_ slice: ArraySlice<Float>, label: Int) { (self.slice, self.label) = (slice, label) }

    init(logits: [Float], label: Int) { self.init(logits[...], label: label) }
  }

  /// The verdict means something where classes that were held out get it at least this many times as often as known ones may.
  static let leastRatio = 4.0

  func fit(plain: [Scored], shifted: [Scored], temperature: Double) -> Result {
    guard plain.count >= PresenceThreshold.leastImages else {
      return Result(
        limit: "\"Another class\" isn't offered: \(plain.count) validation images can't show how often known ones "
          + "would be called so; give at least \(PresenceThreshold.leastImages).")
    }
    let found = evidence.map { attempt($0, plain: plain, shifted: shifted, temperature: temperature) }
    guard let best = found.max(by: { ($0.policy?.auroc ?? 0) < ($1.policy?.auroc ?? 0) }) else { return Result() }
    guard let caught = best.measured["anotherOfHeldOut"], caught.low >= Self.leastRatio * maxAnother else {
      return Result(
        limit: String(
          format: "\"Another class\" isn't offered: of images of classes that were held out %.0f %% would be called "
            + "so where %g %% of known ones may be, and less than %g times as many say little.",
          (best.measured["anotherOfHeldOut"]?.share ?? 0) * 100, maxAnother * 100, Self.leastRatio))
    }
    return best
  }

  private func attempt(
    _ evidence: FamiliarityPolicy.Evidence, plain: [Scored], shifted: [Scored], temperature: Double
  ) -> Result {
    func scores(_ images: [Scored], holdingOut: Bool = false) -> [Double] {
      images.map { evidence.score(of: $0.logits, temperature: temperature, without: holdingOut ? $0.label : nil) }
    }
    let (members, changed) = (scores(plain), scores(shifted))
    let heldOut = scores(plain, holdingOut: true)
    let middle = PresenceThreshold.highest(
      PresenceThreshold.Scores(members: members, shifted: changed), refusing: maxAnother)
    let spread = max((members.sorted()[members.count / 2] - middle) / 4, 1e-6)
    var result = Result()
    result.policy = FamiliarityPolicy(
      evidence: evidence, middle: middle, spread: spread,
      auroc: Threshold.auroc(positives: members, negatives: heldOut) ?? 0.5)
    for (name, scores) in [("another", members), ("anotherOfShifted", changed), ("anotherOfHeldOut", heldOut)]
    where !scores.isEmpty {
      result.measured[name] = Proportion(scores.count { $0 < middle }, of: scores.count)
    }
    return result
  }
}
