import Artifact
import Corpus
import Evaluation
import Foundation
import Imaging
import Inference
import Support
import Torch

/// Which labels of a data set are doubtful by what its own other images look like to a frozen net.
package struct DoubtRun: Sendable {
  let options: TrainOptions
  let progress: any ProgressReporter

  package init(options: TrainOptions, progress: any ProgressReporter) {
    (self.options, self.progress) = (options, progress)
  }

  /// Of so many images features must be there for their labels to be doubted without computing any.
  private static let leastShare = 0.9

  /// The doubts; nil where too few features are there.
  ///
  /// - Parameter computes: Whether features that aren't in the cache are computed.
  /// - Throws: `TrainingError`, `ArtifactError`, `RegressionError` and the engines' errors.
  package func run(_ checkup: Checkup, computes: Bool) async throws -> DoubtedLabels? {
    let net = try FrozenNet(
      named: options.backbones, inputSize: options.inputSize, resize: options.resize,
      weightsIn: options.weightsFolders)
    let backbone = try await CompiledBackbone(net, runtime: options.runtime, cache: options.backboneCache)
    guard computes || FeatureCache(options.featureCache).has(backbone.pipeline) else { return nil }
    let store = try FeatureStore(
      folder: options.featureCache, pipeline: backbone.pipeline, width: backbone.own.features, writes: computes)
    if computes {
      let pass = CommonPass(backbone, store: store, options: options, common: nil, progress: progress)
      _ = try await pass.run(checkup.sound.map { checkup.dataSet.samples[$0] }, [.original], "images")
    }
    let found = try await Self.features(of: checkup, in: store, pipeline: backbone.pipeline, limits: options.limits)
    guard Double(found.places.count) >= Self.leastShare * Double(checkup.sound.count) else {
      if found.places.count > 0 {
        progress.note(
          "Labels weren't doubted: of \(checkup.sound.count) images only \(found.places.count) have cached features of "
            + "\(options.backbones.joined(separator: "+")); give --backbone to compute the others.")
      }
      return nil
    }
    return try doubts(found, own: backbone.own)
  }

  private func doubts(_ found: Found, own: LinearClassifier) throws -> DoubtedLabels? {
    // Classes without an image here are left out of the heads.
    let used = Set(found.features.labels).sorted()
    guard used.count >= 2 else { return nil }
    let place = Dictionary(uniqueKeysWithValues: used.enumerated().map { ($1, $0) })
    let features = found.features.labelled(found.features.labels.map { place[$0] ?? 0 })
    let folds = OutOfFold()
    progress.begin("doubting labels", total: folds.folds)
    let probabilities = try folds.probabilities(
      of: features, groups: found.groups, classes: used.count, own: own
    ) { progress.advance(to: $0, of: folds.folds) }
    let learning = try ConfidentLearning(
      probabilities: probabilities, labels: features.labels, classes: used.count)
    let doubts = learning.doubts().map {
      LabelDoubt(
        row: found.places[$0.row], label: used[$0.label], likely: used[$0.likely], probability: $0.probability,
        likelyProbability: $0.likelyProbability, isWrong: $0.isWrong)
    }
    return DoubtedLabels(doubts: doubts, classes: used, places: found.places, probabilities: probabilities)
  }

  private struct Found {
    /// Places among the samples of those that have features.
    var places: [Int] = []
    var features: LabelledFeatures
    /// Equal numbers for equal images.
    var groups: [Int] = []
  }

  private static func features(
    of checkup: Checkup, in store: FeatureStore, pipeline: String, limits: Limits
  ) async throws -> Found {
    var (found, labels, rows) = (Found(features: LabelledFeatures(width: store.width)), [Int](), [UInt32]())
    var group: [SHA256Digest: Int] = [:]
    for place in checkup.sound {
      guard let content = checkup.examinations[place].facts?.digest else { continue }
      let sample = checkup.dataSet.samples[place]
      var digest = content
      if sample.crop != nil {
        guard let encoded = try? sample.encoded(limits: limits) else { continue }
        digest = encoded.digest(of: content)
      }
      guard
        let row = await store.place(of: FeatureKey(image: digest, pipeline: pipeline, view: .original))
      else { continue }
      found.places.append(place)
      labels.append(sample.classIndex)
      rows.append(row)
      found.groups.append(group[content] ?? group.count)
      if group[content] == nil { group[content] = group.count }
    }
    found.features = LabelledFeatures(labels: labels, places: rows, in: store.rows)
    return found
  }
}

extension Checkup {
  /// Places of the images that can be used.
  fileprivate var sound: [Int] { examinations.indices.filter { examinations[$0].facts != nil } }
}
