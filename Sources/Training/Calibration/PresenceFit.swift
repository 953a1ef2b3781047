import Artifact
import Foundation
import Inference
import Support
import Torch

/// Chooses the evidence by which an image counts as something the model knows, and its threshold.
///
/// There are two kinds of evidence to choose from: the backbone's own classes, and the nearest training images. Where the backbone
/// knows each class, its own ones are taken, for they know the kind's other classes too, unless neighbours accept clearly
/// fewer given images of something else; elsewhere neighbours are, unless they accept clearly more of these or, without any,
/// of scrambled validation images.
struct PresenceFit {
  let own: LinearClassifier
  let kind: KindPrior
  let neighbours: KindNeighbours?
  let risks: VerdictRisks

  struct Result {
    var policy: PresencePolicy?
    var measured: [String: Proportion] = [:]
    var limits: [String] = []
  }

  /// A kind of evidence with its threshold, and what it does there.
  private struct Candidate {
    let policy: PresencePolicy
    var measured: [String: Proportion]

    /// The share of images of something else that it accepts.
    var accepted: Double { (measured["foreignAccepted"] ?? measured["scrambledAccepted"])?.share ?? 0 }
    /// The same of given ones alone.
    var foreignAccepted: Double { measured["foreignAccepted"]?.share ?? 0 }
  }

  private typealias Scoring = ([LabelledFeatures]) throws -> [Double]

  /// By how much the evidence that isn't preferred must be better to be taken.
  private static let clearly = 0.02

  func fit(_ features: CalibrationFeatures, looks count: Int) throws -> Result {
    var result = Result()
    var prior: Candidate?
    if !kind.classes.isEmpty, own.classes > kind.classes.count {
      let policy = PresencePolicy(classes: kind.classes, temperature: kind.temperature, threshold: 0)
      let share = Double(kind.classes.count) / Double(own.classes)
      prior = try candidate(policy, features, count, chance: log(share / (1 - share)), &result) {
        try priorScores($0, policy)
      }
    }
    var near: Candidate?
    if let neighbours {
      let policy = PresencePolicy(evidence: .neighbours, classes: [], threshold: 0.5)
      near = try candidate(policy, features, count, chance: -.infinity, &result) { try nearness($0, neighbours) }
      if let policy = near?.policy, !neighbours.labels.isEmpty {
        let left = try nearness(Array(features.looks.prefix(count)), neighbours, withoutOwnClass: true)
        near?.measured["refusedOfOtherClasses"] = Proportion(left.count { $0 < policy.middle }, of: left.count)
      }
    }
    guard let best = isNearTaken(near, prior) ? near : prior ?? near else {
      result.limits = Array(result.limits.prefix(1))
      if result.limits.isEmpty {
        result.limits = ["No image will be refused as something else: there is no evidence to refuse it by."]
      }
      return result
    }
    result = Result(policy: best.policy, measured: best.measured)
    if let accepted = best.measured["foreignAccepted"], accepted.share > risks.foreign {
      result.limits.append(
        String(
          format: "Of the images of something else %.1f %% are accepted, more than the %g %% asked for: refusing more "
            + "of them would refuse too many real ones.", accepted.share * 100, risks.foreign * 100))
    }
    return result
  }

  /// The presence of each image by a settled policy.
  ///
  /// - Parameter looks: As many as the policy was settled with.
  func presences(_ looks: [LabelledFeatures], by policy: PresencePolicy) throws -> [Double] {
    let scores =
      switch policy.evidence {
      case .prior: try priorScores(looks, policy)
      case .neighbours: try neighbours.map { try nearness(looks, $0) } ?? []
      }
    return scores.map(policy.presence(ofScore:))
  }

  private func isNearTaken(_ near: Candidate?, _ prior: Candidate?) -> Bool {
    guard let near, let prior else { return near != nil }
    return kind.knowsClasses
      ? near.foreignAccepted < prior.foreignAccepted - Self.clearly : near.accepted <= prior.accepted + Self.clearly
  }

  /// The evidence with its threshold; nil, with the reason, where it can't be offered.
  private func candidate(
    _ policy: PresencePolicy, _ features: CalibrationFeatures, _ count: Int, chance: Double, _ result: inout Result,
    scoring: Scoring
  ) throws -> Candidate? {
    func scores(_ looks: [LabelledFeatures]) throws -> [Double] { try scoring(Array(looks.prefix(count))) }
    let known = PresenceThreshold.Scores(members: try scores(features.looks), shifted: try scores(features.shifted))
    let threshold: Double
    switch PresenceThreshold.choose(known, refusing: risks.refused, chance: chance) {
    case .none(let reason):
      result.limits.append(reason)
      return nil
    case .threshold(let found): threshold = found
    }
    var policy = policy
    if policy.evidence == .neighbours {
      let ranked = known.members.sorted()
      policy.middle = threshold
      policy.spread = max((ranked[ranked.count / 2] - threshold) / 4, 1e-6)
    } else {
      policy.threshold = policy.presence(ofScore: threshold)
    }
    var measured: [String: Proportion] = [:]
    func tally(_ name: String, _ scores: [Double], accepted: Bool) {
      guard !scores.isEmpty else { return }
      measured[name] = Proportion(scores.count { ($0 >= threshold) == accepted }, of: scores.count)
    }
    tally("refused", known.members, accepted: false)
    tally("refusedOfShifted", known.shifted, accepted: false)
    tally("foreignAccepted", try scores(features.foreign), accepted: true)
    tally("scrambledAccepted", try scores(features.scrambled), accepted: true)
    return Candidate(policy: policy, measured: measured)
  }

  /// The log-odds of the own classes that belong to the kind, averaged over the looks.
  private func priorScores(_ looks: [LabelledFeatures], _ policy: PresencePolicy) throws -> [Double] {
    try averages(of: looks) { look in
      var scores: [Double] = []
      try own.forEachRow(of: look) { _, logits in scores.append(policy.logOdds(of: logits)) }
      return scores
    }
  }

  /// The cosine to the nearest example, averaged over the looks.
  ///
  /// - Parameter withoutOwnClass: Whether each image's own class counts as unknown.
  private func nearness(
    _ looks: [LabelledFeatures], _ neighbours: KindNeighbours, withoutOwnClass: Bool = false
  ) throws -> [Double] {
    try averages(of: looks) { look in
      var scores: [Double] = []
      for start in stride(from: 0, to: look.count, by: Self.block) {
        var unit = LabelledFeatures(width: look.width)
        for row in start..<min(start + Self.block, look.count) {
          unit.append(KindNeighbours.unit(try look.row(row)[...]), label: look.labels[row])
        }
        try neighbours.classifier.forEachRow(of: unit) { row, cosines in
          scores.append(neighbours.score(ofCosines: cosines, without: withoutOwnClass ? unit.labels[row] : nil))
        }
      }
      return scores
    }
  }

  /// Rows whose lengths are made equal at once.
  private static let block = 1024

  private func averages(
    of looks: [LabelledFeatures], _ scores: (LabelledFeatures) throws -> [Double]
  ) throws -> [Double] {
    var sums = [Double](repeating: 0, count: looks.first?.count ?? 0)
    for look in looks { sums = zip(sums, try scores(look)).map(+) }
    return sums.map { $0 / Double(looks.count) }
  }
}
