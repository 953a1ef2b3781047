import Corpus
import Inference
import Runtime
import Support
import Torch

/// A feature pass as a run takes it: over all processes of a distributed run, through one net and cache.
struct CommonPass {
  let extractor: Extractor
  /// Identifies everything that features depend on besides the image.
  let pipeline: String
  let store: FeatureStore
  let options: TrainOptions
  let common: CommonRun?
  let progress: any ProgressReporter
  /// What was taken of shards elsewhere; nil where there are none.
  var rows: AheadRows?

  /// - Parameter what: The text that people read for this pass; different for each pass of a run.
  func run(_ samples: [Sample], _ views: [View], _ what: String) async throws -> FeaturePassResult {
    progress.begin(what, total: samples.count / (common?.group.size ?? 1))
    return try await pass(views).run(samples, over: common, as: what, progress: progress)
  }

  /// Runs in this process alone, without telling anybody.
  func quietly(_ samples: [Sample], _ views: [View]) async throws -> FeaturePassResult {
    try await pass(views).run(samples, progress: SilentProgress())
  }

  func pass(_ views: [View]) -> FeaturePass {
    var pass = FeaturePass(
      extractor: extractor, store: store, pipeline: pipeline, views: views, limits: options.limits, width: width)
    pass.rows = rows
    return pass
  }

  /// Images that are looked at at a time.
  var width: Int { 2 * extractor.model.requestCount + 1 }
}

extension CommonPass {
  /// Through a compiled backbone.
  init(
    _ backbone: CompiledBackbone, store: FeatureStore, options: TrainOptions, common: CommonRun?,
    progress: any ProgressReporter
  ) {
    self.init(
      extractor: backbone.extractor, pipeline: backbone.pipeline, store: store, options: options, common: common,
      progress: progress)
  }
}
