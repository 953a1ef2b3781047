import Artifact
import Foundation
import Inference
import Support

/// Chooses by what, and from where on, an answer is given.
///
/// An answer's probability says how likely it is right where the image is of a class that the model knows. Of the others,
/// more are named by it than by how few classes the probability is spread over, so that this certainty decides where it
/// keeps the promise and clearly fewer images of classes that were held out get a class.
struct SureFit {
  /// The share of answers that may be wrong.
  let maxError: Double

  struct Result {
    var unsureBelow = 0.5
    var uncertainBelow: Double?
    var measured: [String: Proportion] = [:]
    /// What can't be kept, and why; nil where all can.
    var limit: String?
  }

  private typealias Answer = SureThreshold.Answer
  private typealias Scored = FamiliarityFit.Scored

  /// What an answer is ranked by.
  private typealias Ranking = (_ logits: [Float]) -> Double

  /// The certainty below which an answer may be more likely wrong than right: that of two classes with a half each.
  static let leastCertainty = -log(2.0)

  func fit(plain: [FamiliarityFit.Scored], shifted: [FamiliarityFit.Scored], temperature: Double) -> Result {
    func probability(_ logits: [Float]) -> Double {
      Double(Softmax.floatProbabilities(logits, temperature: Float(temperature)).max() ?? 0)
    }
    func certainty(_ logits: [Float]) -> Double {
      FamiliarityPolicy.Evidence.certainty.score(of: logits, temperature: temperature)
    }
    var result = Result()
    let ranked = (plain: answers(plain, probability), shifted: answers(shifted, probability))
    let judged = choose(ranked.plain, ranked.shifted, &result)
    var (ranking, threshold): (Ranking, Double) = (probability, result.unsureBelow)
    if !judged.isEmpty, plain.count >= PresenceThreshold.leastImages, maxError <= 0.5,
      let least = SureThreshold.choose(
        maxError: maxError,
        answers: answers(judged.count > plain.count ? plain + shifted : plain, certainty), floor: Self.leastCertainty),
      isClearlyBetter(plain, (certainty, least), than: (probability, threshold))
    {
      result.uncertainBelow = least
      (ranking, threshold) = (certainty, least)
    }
    for (images, suffix) in [(plain, ""), (shifted, "OfShifted")] where !images.isEmpty {
      let (given, wrong) = SureThreshold.measure(answers(images, ranking), at: threshold)
      result.measured["answered\(suffix)"] = given
      result.measured["wrong\(suffix)"] = wrong
    }
    if plain.count >= PresenceThreshold.leastImages {
      result.measured["answeredOfHeldOut"] = Proportion(
        plain.count { isGiven($0.heldOut, (ranking, threshold)) }, of: plain.count)
    }
    return result
  }

  /// Settles the probability, and returns the answers that it was chosen by; none where it couldn't be.
  private func choose(_ plain: [Answer], _ shifted: [Answer], _ result: inout Result) -> [Answer] {
    let percent = String(format: "%g %%", maxError * 100)
    guard plain.count >= SureThreshold.leastImages else {
      result.limit =
        "\(plain.count) validation images can't show how often answers are wrong, so answers below 50 % are called \"unsure\"; give "
        + "at least \(SureThreshold.leastImages)."
      return []
    }
    if let threshold = SureThreshold.choose(maxError: maxError, answers: plain + shifted) {
      result.unsureBelow = threshold
      return plain + shifted
    }
    if let threshold = SureThreshold.choose(maxError: maxError, answers: plain) {
      result.unsureBelow = threshold
      result.limit =
        "Wrong answers stay within \(percent) for images like the validation images, but not for dimmed, blurred, "
        + "recompressed, cropped or shrunk ones."
      return plain
    }
    result.unsureBelow = 1
    result.limit = "No threshold keeps wrong answers within \(percent), so every answer will be \"unsure\"."
    return []
  }

  /// Whether a ranking keeps clearly more images of held-out classes from getting a class than it takes a class from images
  /// of known ones, by twice the standard deviation of that difference.
  private func isClearlyBetter(
    _ images: [Scored], _ new: (Ranking, Double), than old: (Ranking, Double)
  ) -> Bool {
    func given(_ rule: (Ranking, Double), _ logits: (Scored) -> [Float]) -> [Bool] {
      images.map { isGiven(logits($0), rule) }
    }
    let heldOut = zip(given(old, \.heldOut), given(new, \.heldOut)).map { ($0 ? 1 : 0) - ($1 ? 1 : 0) }
    let known = zip(given(old, \.logits), given(new, \.logits)).map { ($0 ? 1 : 0) - ($1 ? 1 : 0) }
    let gain = heldOut.reduce(0, +) - known.reduce(0, +)
    return Double(gain) > 2 * Double((heldOut + known).count { $0 != 0 }).squareRoot()
  }

  private func isGiven(_ logits: [Float], _ rule: (Ranking, Double)) -> Bool { rule.0(logits) >= rule.1 }

  private func answers(_ images: [FamiliarityFit.Scored], _ ranking: Ranking) -> [Answer] {
    images.map { image in
      let best = image.logits.indices.max { image.logits[$0] < image.logits[$1] } ?? 0
      return Answer(score: ranking(image.logits), isRight: best == image.label)
    }
  }
}

extension FamiliarityFit.Scored {
  /// The logits as if the head had no row for the image's own class.
  fileprivate var heldOut: [Float] {
    var left = logits
    left.remove(at: label)
    return left
  }
}
