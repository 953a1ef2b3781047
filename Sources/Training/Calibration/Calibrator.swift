import Artifact
import Corpus
import Evaluation
import Foundation
import Inference
import Support
import Taxonomy

/// Fits temperatures and thresholds on images that the head has not seen.
struct Calibrator: Sendable {
  let options: TrainOptions
  let classes: [ClassName]
  let own: LinearClassifier
  let progress: any ProgressReporter

  /// As many logits of one look are held at once: of 1,000 classes those of 16,777 images, whose shares are known to 0.4 points.
  private static let mostLogits = 16 << 20

  /// - Parameter neighbours: Features of images other than those calibrated on.
  func calibrate(
    _ head: LinearClassifier, on all: CalibrationFeatures, kind: KindPrior, neighbours: KindNeighbours?
  ) throws -> Calibration {
    var calibration = Calibration(
      looks: options.looks, temperatures: Array(repeating: 1, count: LookPolicy.most),
      verdict: VerdictPolicy(unsureBelow: 0.5, presence: nil, record: VerdictRecord(asked: options.risks)),
      validation: [:])
    let features = all.spread(over: max(1, Self.mostLogits / max(head.classes, 1)))
    if let asked = features.looks.first?.count, let given = all.looks.first?.count, asked < given {
      progress.note("Calibrated by \(asked) of the \(given) validation images, evenly spaced.")
    }
    guard let labels = features.looks.first?.labels, !labels.isEmpty else {
      limit(
        "There are no validation images, so probabilities aren't calibrated, answers below 50 % are called \"unsure\", and "
          + "nothing is refused as something else.", &calibration)
      return calibration
    }
    let means = try means(of: features.looks, head)
    let fitted = try means.map {
      // With few validation images a perfect head isn't as certain as the fit says.
      min(max(try Temperature.fit(logits: $0, labels: labels).value, 0.5), 5)
    }
    calibration.temperatures = (0..<LookPolicy.most).map { fitted[min($0, fitted.count - 1)] }
    let reports = try means.indices.map {
      try report(means[$0], labels: labels, temperature: calibration.temperatures[$0])
    }
    judge(reports[0], labels: labels, &calibration)
    let count = lookCount(reports)
    calibration.looks.count = count
    let chosen = reports[min(count, reports.count) - 1]
    calibration.validation = figures(chosen)
    let temperature = calibration.temperatures[count - 1]
    let plain = scored(means[min(count, means.count) - 1], labels)
    let shifted = scored(
      try averaged(features.shifted.prefix(count).map { try head.logits(of: $0) }), features.shifted.first?.labels ?? []
    )
    settleSure(plain, shifted, temperature: temperature, &calibration)
    try settlePresence(features, count: count, kind: kind, neighbours: neighbours, &calibration)
    settleFamiliarity(plain, shifted, kind: kind, temperature: temperature, &calibration)
    settleGroups(plain, temperature: temperature, &calibration)
    calibration.sets = sets(plain, temperature: temperature, familiarity: calibration.verdict.familiarity)
    return calibration
  }

  /// The mean logits of the first look, of the first two, and so on, as prediction averages them.
  private func means(of looks: [LabelledFeatures], _ head: LinearClassifier) throws -> [[Float]] {
    var sum: [Float] = []
    return try looks.enumerated().map { number, look in
      let own = try head.logits(of: look)
      guard number > 0 else {
        sum = own
        return own
      }
      for place in sum.indices { sum[place] += own[place] }
      return sum.map { $0 / Float(number + 1) }
    }
  }

  /// Notes when the head has learnt nothing, as from random labels or identical images.
  private func judge(_ report: Report, labels: [Int], _ calibration: inout Calibration) {
    let most = Dictionary(grouping: labels) { $0 }.values.map(\.count).max() ?? 0
    let right = Proportion(Int((report.top1 * Double(report.images)).rounded()), of: report.images)
    // Small classes that are told apart show that something was learnt, however large another one is.
    let chance = 1 / Double(max(Set(labels).count, 1))
    guard right.low <= Double(most) / Double(labels.count), report.macro <= 1.5 * chance else { return }
    limit(
      String(
        format: "Validation top-1 of %.1f %% (%d images) is not shown to be better than always answering the most "
          + "common class (%.1f %%): either the images are too few, or the labels have nothing to do with what the images show.",
        right.share * 100, right.of, 100 * Double(most) / Double(labels.count)), &calibration)
  }

  /// The number of looks that validation finds better, or the given number if there is one.
  private func lookCount(_ reports: [Report]) -> Int {
    guard options.choosesLooks, let one = reports.first, reports.count > 1 else { return options.looks.count }
    let most = reports[reports.count - 1]
    let isBetter = most.nll < one.nll && most.top1 >= one.top1
    progress.note(
      String(
        format: "looks: validation top-1 %.2f %%, NLL %.4f with one, %.2f %%, %.4f with %d; %@.", one.top1 * 100,
        one.nll, most.top1 * 100, most.nll, reports.count, isBetter ? "using \(reports.count)" : "using one"))
    return isBetter ? reports.count : 1
  }

  private func limit(_ sentence: String, _ calibration: inout Calibration) {
    progress.note(sentence)
    calibration.verdict.record?.limits.append(sentence)
  }

  private func settleSure(
    _ plain: [FamiliarityFit.Scored], _ shifted: [FamiliarityFit.Scored], temperature: Double,
    _ calibration: inout Calibration
  ) {
    let found = SureFit(maxError: options.risks.error).fit(plain: plain, shifted: shifted, temperature: temperature)
    (calibration.verdict.unsureBelow, calibration.verdict.uncertainBelow) = (found.unsureBelow, found.uncertainBelow)
    calibration.verdict.record?.measured.merge(found.measured) { _, new in new }
    if let sentence = found.limit { limit(sentence, &calibration) }
  }

  private func settlePresence(
    _ features: CalibrationFeatures, count: Int, kind: KindPrior, neighbours: KindNeighbours?,
    _ calibration: inout Calibration
  ) throws {
    let found = try PresenceFit(own: own, kind: kind, neighbours: neighbours, risks: options.risks).fit(
      features, looks: count)
    calibration.verdict.presence = found.policy
    if found.policy?.evidence == .neighbours { calibration.neighbours = neighbours }
    calibration.verdict.record?.measured.merge(found.measured) { _, new in new }
    for sentence in found.limits { limit(sentence, &calibration) }
  }

  private func settleFamiliarity(
    _ plain: [FamiliarityFit.Scored], _ shifted: [FamiliarityFit.Scored], kind: KindPrior, temperature: Double,
    _ calibration: inout Calibration
  ) {
    let found = FamiliarityFit(evidence: kind.familiarity, maxAnother: options.risks.another).fit(
      plain: plain, shifted: shifted, temperature: temperature)
    calibration.verdict.familiarity = found.policy
    calibration.verdict.record?.measured.merge(found.measured) { _, new in new }
    if let sentence = found.limit { limit(sentence, &calibration) }
  }

  private func settleGroups(
    _ plain: [FamiliarityFit.Scored], temperature: Double, _ calibration: inout Calibration
  ) {
    let verdict = calibration.verdict
    let groups = classes.map { options.groups[$0.id] ?? [] }
    let found = GroupFit(groups: groups, maxError: options.risks.error).fit(plain, temperature: temperature) { logits in
      if let familiarity = verdict.familiarity,
        familiarity.familiarity(of: logits, temperature: temperature) < FamiliarityPolicy.threshold
      {
        return false
      }
      return verdict.isSure(logits, temperature: temperature)
    }
    calibration.verdict.groupBelow = found.groupBelow
    calibration.verdict.record?.measured.merge(found.measured) { _, new in new }
  }

  /// Fitted on the images whose answers have sets; nil, with a note, if they are too few to promise the coverage.
  private func sets(
    _ images: [FamiliarityFit.Scored], temperature: Double, familiarity: FamiliarityPolicy?
  ) -> SetPolicy? {
    guard options.coverage > 0 else { return nil }
    let judged = images.filter {
      (familiarity?.familiarity(of: $0.logits, temperature: temperature) ?? 1) >= FamiliarityPolicy.threshold
    }
    let labels = judged.map(\.label)
    let found = ConformalFit.fit(labels: labels, coverage: options.coverage) {
      Softmax.probabilities(judged[$0].logits, temperature: temperature)
    }
    guard let fit = found else {
      progress.note(
        "\(labels.count) validation images are too few to fit sets of classes that contain the right one with a "
          + "probability of \(options.coverage); answers will have no sets.")
      return nil
    }
    return SetPolicy(
      coverage: fit.coverage, set: fit.set, threshold: fit.threshold, images: fit.images, measured: fit.measured,
      meanSize: fit.meanSize)
  }

  private func scored(_ logits: [Float], _ labels: [Int]) -> [FamiliarityFit.Scored] {
    labels.enumerated().map { row, label in
      FamiliarityFit.Scored(logits[(row * classes.count)..<((row + 1) * classes.count)], label: label)
    }
  }

  private func report(_ logits: [Float], labels: [Int], temperature: Double) throws -> Report {
    var scorecard = Scorecard(classes: classes)
    for (row, label) in labels.enumerated() {
      try scorecard.accumulate(
        logits: logits[(row * classes.count)..<((row + 1) * classes.count)], label: label, temperature: temperature)
    }
    return scorecard.measure()
  }

  private func figures(_ report: Report) -> [String: Double] {
    [
      "images": Double(report.images), "top1": report.top1, "top5": report.top5, "macro": report.macro,
      "nll": report.nll, "ece": report.ece,
    ]
  }
}
