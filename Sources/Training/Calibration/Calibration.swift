import Artifact
import Corpus
import Evaluation
import Imaging
import Inference
import Support
import Taxonomy

/// A head's calibration on the validation split: temperatures by number of looks, and the presence threshold.
struct Calibration: Sendable {
  let temperatures: [Double]
  let presence: PresencePolicy?
  let sets: SetPolicy?
  let validation: [String: Double]
}

/// Fits temperatures and thresholds on images that the head has not seen.
struct Calibrator: Sendable {
  let options: TrainOptions
  let classes: [ClassName]
  let own: LinearClassifier
  let progress: any ProgressReporter

  /// - Parameters:
  ///   - looks: The features of the validation images, one table per look, in the order in which looks are taken.
  ///   - kind: The backbone's own classes that images of the kind look like.
  func calibrate(_ head: LinearClassifier, looks: [LabelledFeatures], kind: [Int]) throws -> Calibration {
    guard let labels = looks.first?.labels, !labels.isEmpty else {
      return Calibration(
        temperatures: Array(repeating: 1, count: LookPolicy.most), presence: nil, sets: nil, validation: [:])
    }
    let logits = try looks.map { try head.logits(of: $0) }
    var temperatures: [Double] = []
    var figures: [String: Double] = [:]
    var sets: SetPolicy?
    for count in 1...LookPolicy.most {
      // Looks that weren't taken here get the calibration of the last one that was.
      let mean = averaged(Array(logits.prefix(min(count, looks.count))))
      let fitted = try Temperature.fit(logits: mean, labels: labels)
      // With few validation images a perfect head isn't as certain as the fit says.
      temperatures.append(min(max(fitted.value, 0.5), 5))
      if count == options.looks.count {
        figures = try self.figures(logits: mean, labels: labels, temperature: temperatures[count - 1])
        sets = self.sets(logits: mean, labels: labels, temperature: temperatures[count - 1])
      }
    }
    let scores = try presences(looks.prefix(options.looks.count), kind: kind)
    let threshold = Threshold.accepting(options.accepted, of: scores)
    return Calibration(
      temperatures: temperatures, presence: threshold.flatMap { presence(kind, threshold: $0) }, sets: sets,
      validation: figures)
  }

  /// Nil, with a note, where there are too few images to promise the coverage.
  private func sets(logits: [Float], labels: [Int], temperature: Double) -> SetPolicy? {
    guard options.coverage > 0 else { return nil }
    let rows = labels.indices.map { row in
      Softmax.probabilities(logits[(row * classes.count)..<((row + 1) * classes.count)], temperature: temperature)
    }
    guard let fit = ConformalFit.fit(probabilities: rows, labels: labels, coverage: options.coverage) else {
      progress.note(
        "\(labels.count) validation images are too few to state a set of classes that holds the right one with a "
          + "probability of \(options.coverage); answers have none.")
      return nil
    }
    return SetPolicy(
      coverage: fit.coverage, set: fit.set, threshold: fit.threshold, images: fit.images, measured: fit.measured,
      meanSize: fit.meanSize)
  }

  private func presences(_ looks: ArraySlice<LabelledFeatures>, kind: [Int]) throws -> [Double] {
    let policy = PresencePolicy(classes: kind, threshold: 0)
    let logits = try looks.map { try own.logits(of: $0) }
    return (0..<(looks.first?.count ?? 0)).map { row in
      policy.presence(in: logits.map { Array($0[(row * own.classes)..<((row + 1) * own.classes)]) })
    }
  }

  /// A kind that the backbone hardly recognises can't be distinguished from others.
  private func presence(_ kind: [Int], threshold: Double) -> PresencePolicy? {
    guard threshold >= 0.05, !kind.isEmpty else {
      progress.note(
        "The backbone's own classes don't resemble this kind, so no image will be rejected as something else.")
      return nil
    }
    return PresencePolicy(classes: kind, threshold: threshold)
  }

  private func figures(logits: [Float], labels: [Int], temperature: Double) throws -> [String: Double] {
    var scorecard = Scorecard(classes: classes)
    for (row, label) in labels.enumerated() {
      try scorecard.accumulate(
        logits: logits[(row * classes.count)..<((row + 1) * classes.count)], label: label, temperature: temperature)
    }
    let report = scorecard.measure()
    return [
      "images": Double(report.images), "top1": report.top1, "top5": report.top5, "macro": report.macro,
      "nll": report.nll, "ece": report.ece,
    ]
  }
}
