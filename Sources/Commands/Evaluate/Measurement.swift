import Artifact
import Corpus
import Evaluation
import Foundation
import Imaging
import Inference
import Support
import Taxonomy

/// Runs labelled images through a predictor, exactly as `predict` and the server do, and evaluates its answers.
struct Measurement {
  let predictor: Predictor
  let progress: any ProgressReporter
  /// Whether to compute traits of the images, too.
  var isDetailed = false

  /// Measures samples whose class indices are the model's own.
  ///
  /// Throws what the engine throws; an image that can't be read becomes a problem.
  func run(_ samples: [Sample], negatives: [String]) async throws -> MeasuredModel {
    var scorecard = Scorecard(classes: predictor.card.classes)
    var images: [JudgedImage] = []
    var problems: [Problem] = []
    var done = 0
    let begun = ContinuousClock.now
    progress.begin("evaluating", total: samples.count)
    for try await (sample, outcome) in samples.concurrentMap(
      width: predictor.width,
      { [predictor, isDetailed] sample in
        (
          sample,
          try await ImageOutcome(predictor: predictor, isDetailed: isDetailed) { try sample.encoded(limits: .isolated) }
        )
      })
    {
      switch outcome {
      case .problem(let reason): problems.append(Problem(file: sample.path, reason: reason))
      case .measured(let examined, let traits, let hash):
        let judgement = try scorecard.accumulate(
          logits: examined.logits, label: sample.classIndex, temperature: predictor.temperature)
        images.append(
          JudgedImage(sample: sample, judgement: judgement, answer: examined.answer, traits: traits, hash: hash))
      }
      done += 1
      progress.advance(to: done, of: samples.count)
    }
    var measured = MeasuredModel(report: scorecard.measure(), problems: problems)
    measured.scorecard = scorecard
    measured.images = images
    measured.sets = SetReport(images, classes: predictor.card.classes.map(\.id))
    measured.seconds = (ContinuousClock.now - begun).inSeconds
    measured.verdicts = Self.verdicts(images.map(\.answer))
    measured.stages = StageShares.counts(images.map(\.answer))
    try await count(negatives, nextTo: images, in: &measured)
    guard let policy = predictor.folder.description.verdict.presence else {
      if !negatives.isEmpty { progress.note("The model refuses nothing, so --negatives only counts verdicts.") }
      return measured
    }
    let presences = images.compactMap(\.answer.presence)
    var presence = PresenceReport(
      threshold: policy.threshold, accepted: Threshold.accepted(presences, at: policy.threshold),
      thresholdAt95: Threshold.accepting(0.95, of: presences))
    for (source, scores) in measured.negatives {
      presence.negatives[source] = NegativesReport(
        images: scores.count, refused: 1 - Threshold.accepted(scores, at: policy.threshold),
        refusedAt95: presence.thresholdAt95.map { 1 - Threshold.accepted(scores, at: $0) },
        auroc: Threshold.auroc(positives: presences, negatives: scores))
    }
    measured.presence = presence
    return measured
  }

  /// What images of other things get, and how familiar they are compared with labelled ones.
  private func count(
    _ negatives: [String], nextTo images: [JudgedImage], in measured: inout MeasuredModel
  ) async throws {
    let familiar = images.compactMap(\.answer.familiarity)
    let least = Threshold.accepting(
      0.9, of: images.filter(\.judgement.isRight).compactMap(\.answer.familiarity))
    for source in negatives {
      let found = try await UnlabelledImages(source, progress: progress)
      measured.problems += found.problems
      let answers = try await answers(of: found.paths, problems: &measured.problems)
      let unfamiliar = answers.compactMap(\.familiarity)
      measured.others[source] = OthersReport(
        images: answers.count, verdicts: Self.verdicts(answers),
        familiarityAUROC: Threshold.auroc(positives: familiar, negatives: unfamiliar),
        unnamedAt90: unfamiliar.isEmpty ? nil : least.map { 1 - Threshold.accepted(unfamiliar, at: $0) })
      measured.negatives[source] = answers.compactMap(\.presence)
    }
  }

  private static func verdicts(_ answers: [Answer]) -> [String: Int] {
    answers.reduce(into: [:]) { $0[$1.verdict.rawValue, default: 0] += 1 }
  }

  private func answers(of paths: [String], problems: inout [Problem]) async throws -> [Answer] {
    var found: [Answer] = []
    for try await (path, outcome) in paths.concurrentMap(
      width: predictor.width,
      { [predictor] path in
        let outcome = try await ImageOutcome(predictor: predictor, isDetailed: false) {
          EncodedImage(bytes: try ImageFile.read(path, limits: .isolated))
        }
        return (path, outcome)
      })
    {
      switch outcome {
      case .problem(let reason): problems.append(Problem(file: path, reason: reason))
      case .measured(let examined, _, _): found.append(examined.answer)
      }
    }
    return found
  }
}
