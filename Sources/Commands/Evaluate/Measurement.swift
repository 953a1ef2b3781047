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

  /// Measures samples whose class indices are the model's own.
  ///
  /// Throws what the engine throws; an image that can't be read becomes a problem.
  func run(_ samples: [Sample], negatives: [String]) async throws -> MeasuredModel {
    var scorecard = Scorecard(classes: predictor.card.classes)
    var presences: [Double] = []
    var problems: [Problem] = []
    var done = 0
    progress.begin("evaluating", total: samples.count)
    for try await (sample, outcome) in samples.concurrentMap(
      width: predictor.width,
      { [predictor] sample in
        (sample, try await ImageOutcome(predictor: predictor) { try sample.encoded(limits: Limits()) })
      })
    {
      switch outcome {
      case .problem(let reason): problems.append(Problem(file: sample.path, reason: reason))
      case .measured(let logits, let presence):
        try scorecard.accumulate(logits: logits, label: sample.classIndex, temperature: predictor.temperature)
        if let presence { presences.append(presence) }
      }
      done += 1
      progress.advance(to: done, of: samples.count)
    }
    var measured = MeasuredModel(report: scorecard.measure(), problems: problems)
    guard let policy = predictor.folder.description.verdict.presence else { return measured }
    var presence = PresenceReport(
      threshold: policy.threshold, accepted: Threshold.accepted(presences, at: policy.threshold),
      thresholdAt95: Threshold.accepting(0.95, of: presences))
    for source in negatives {
      let scores = try await scores(of: ImageList.paths(source), problems: &measured.problems)
      presence.negatives[source] = NegativesReport(
        images: scores.count, refused: 1 - Threshold.accepted(scores, at: policy.threshold),
        refusedAt95: presence.thresholdAt95.map { 1 - Threshold.accepted(scores, at: $0) },
        auroc: Threshold.auroc(positives: presences, negatives: scores))
    }
    measured.presence = presence
    return measured
  }

  private func scores(of paths: [String], problems: inout [Problem]) async throws -> [Double] {
    var found: [Double] = []
    for try await (path, outcome) in paths.concurrentMap(
      width: predictor.width,
      { [predictor] path in
        let outcome = try await ImageOutcome(predictor: predictor) {
          EncodedImage(bytes: try ImageFile.read(path, limits: Limits()))
        }
        return (path, outcome)
      })
    {
      switch outcome {
      case .problem(let reason): problems.append(Problem(file: path, reason: reason))
      case .measured(_, let presence): if let presence { found.append(presence) }
      }
    }
    return found
  }
}

/// A predictor's result for one image.
private enum ImageOutcome: Sendable {
  case measured(logits: [Float], presence: Double?)
  case problem(String)

  init(predictor: Predictor, read: () throws -> EncodedImage) async throws {
    do {
      let image = try read()
      let measured = try await predictor.measure(image.bytes, part: image.part)
      self = .measured(logits: measured.logits, presence: measured.presence)
    } catch let refusal as ImageRefusal {
      self = .problem(refusal.description)
    } catch let error as ImagingError {
      self = .problem(error.description)
    } catch let error as ImageFileError {
      self = .problem(error.description)
    } catch let error as CorpusError {
      self = .problem(error.description)
    }
  }
}
