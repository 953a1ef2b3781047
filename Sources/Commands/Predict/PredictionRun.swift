import Imaging
import Inference
import Support
import Taxonomy

/// The outcome of a run over many images.
struct PredictionSummary: Sendable {
  /// Images named, those of other shards and those skipped included.
  var found = 0
  var answered = 0
  var failures = 0
  /// What listing skipped, one sentence each.
  var notes: [String] = []

  func sentence(_ place: String, resumed: Int, failures: Int) -> String {
    func images(_ count: Int) -> String { "\(count) \(count == 1 ? "image" : "images")" }
    return "\(place): \(images(answered)) answered"
      + (resumed > 0 ? ", \(resumed) answered before" : "")
      + (failures > 0 ? "; \(images(failures)) failed, see the column or key error" : "") + "."
  }
}

/// Classifies the named images in order, at the engine's own rate, with a bounded number of them in memory.
struct PredictionRun: Sendable {
  let predictor: Predictor
  let request: ClassificationRequest
  let names: ImageNames
  let limits: Limits
  /// Where each image's answer is explained; nil for nowhere.
  var explanations: ExplanationFolder?

  /// Hands each outcome to `receive`, in the order of the names.
  ///
  /// - Parameters: `total` is the number of images if it is known; those `answered` before are left out.
  func run(
    progress: any ProgressReporter = SilentProgress(), total: Int? = nil, answered: AnsweredNames = AnsweredNames(),
    receive: (PredictionOutcome) throws -> Void
  ) async throws -> PredictionSummary {
    var summary = PredictionSummary()
    try await orderedMap(
      width: predictor.width, ahead: 4 * predictor.width,
      next: { [names] in
        while let name = try await names.next() {
          if !answered.contains(name.file) { return name }
        }
        return nil
      },
      { [predictor, request, limits, explanations] name in
        await PredictionOutcome(
          name, predictor: predictor, request: request, limits: limits, explanations: explanations)
      },
      receive: { outcome in
        try receive(outcome)
        summary.answered += outcome.error == nil ? 1 : 0
        summary.failures += outcome.error == nil ? 0 : 1
        progress.advance(to: summary.answered + summary.failures, of: total ?? 0)
      })
    let done = summary.answered + summary.failures
    if total != done, done > 0 { progress.advance(to: done, of: done) }
    summary.found = await names.found
    summary.notes = await names.notes
    return summary
  }
}
