import Artifact
import Corpus
import DogbreedKit
import Foundation
import Support
import Taxonomy
import Training

/// Trains a classifier on a folder of images: a head on a published backbone, which stays as it is.
public struct HeadTraining: Sendable {
  /// The published net that the images go through, such as `efficientnet-lite2`.
  public var backbone: String
  /// The folder with the backbones' published weights; `script/bootstrap` lays some into `.deps/weights`.
  public var weights: URL
  /// Where features and compiled nets are kept, so that training again takes seconds.
  public var cache: URL
  /// Views that are trained on of each image: 1 the original, 2 also mirrored, more: random crops.
  public var views = 1
  /// Looks that the model takes at an image when it answers, 1 to 3.
  public var looks = 2
  /// The share of the training images that choices are made on, 0 to 0.5.
  public var validation = 0.1
  /// Whether the model gets an index of its training images, to find those that resemble an image.
  public var keepsIndex = false
  /// What every random choice comes from: the same seed and images give the same model.
  public var seed: UInt64 = 7

  /// Says where weights are found and features are kept; the rest has defaults.
  public init(backbone: String = "efficientnet-lite2", weights: URL, cache: URL) {
    self.backbone = backbone
    self.weights = weights
    self.cache = cache
  }

  /// Trains on a folder with one folder of images per class, and writes the model folder as a whole or not at all.
  ///
  /// An image that can't be used is left out and named in the summary. Where the folder has a test split, it is not
  /// opened.
  ///
  /// - Throws: `ModelError`, or `CancellationError`; what stood at `model` then still stands.
  public func train(
    on images: URL, to model: URL, progress: @escaping @Sendable (TrainingProgress) -> Void = { _ in }
  ) async throws -> TrainingSummary {
    do {
      let run = try TrainRun(options: options(name: model.lastPathComponent), progress: Listener(report: progress))
      let found = try DataSet.find(at: [images])
      guard let trained = try await run.run(found, to: model) else { throw ModelError("Nothing was trained.") }
      return TrainingSummary(trained)
    } catch let error as CancellationError {
      throw error
    } catch let error as ModelError {
      throw error
    } catch {
      throw ModelError(error)
    }
  }

  private func options(name: String) throws -> TrainOptions {
    guard (1...64).contains(views) else { throw ModelError("\(views) views were asked for; ask for 1 to 64.") }
    guard (1...3).contains(looks) else { throw ModelError("\(looks) looks were asked for; ask for 1 to 3.") }
    guard (0...0.5).contains(validation) else {
      throw ModelError("A share of \(validation) was asked for validation; ask for 0 to 0.5.")
    }
    var options = TrainOptions(
      weightsFolders: [weights], featureCache: cache.appending(path: "features"),
      backboneCache: cache.appending(path: "backbones"))
    options.name = name
    options.backbones = [backbone]
    options.views = views
    options.looks = LookPolicy(count: looks)
    options.choosesLooks = false
    options.validation = validation
    options.seed = seed
    options.keepsIndex = keepsIndex
    return options
  }
}

/// Passes on what training reports.
private struct Listener: ProgressReporter {
  let report: @Sendable (TrainingProgress) -> Void

  func begin(_ what: String, total: Int) { report(.begun(what, total: total)) }
  func advance(to done: Int, of total: Int) { report(.advanced(to: done, of: total)) }
  func note(_ sentence: String) { report(.note(sentence)) }
}
