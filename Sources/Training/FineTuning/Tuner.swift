import Artifact
import Corpus
import Foundation
import Imaging
import NeuralNetwork
import Support
import Taxonomy
import Torch
import Weights

/// Fine-tunes a net starting from its trained head, keeping the best weights by validation.
struct Tuner {
  var plan: TuningPlan
  let options: TuningOptions
  /// With the head.
  let network: Network
  let weights: WeightSet
  let preprocessing: Preprocessing
  let classes: [ClassName]
  let train: [Sample]
  let validation: [Sample]
  /// SHA-256 over the images and their classes.
  let dataHash: String
  let progress: any ProgressReporter

  /// A run's result.
  struct Result {
    var state: TuningState
    /// The best weights; nil if none was better than the start.
    var weights: WeightSet?
  }

  /// Trains to the end of the plan, with the other processes of a group where there is one.
  ///
  /// Throws `TuningError`, `NetworkError`, `WeightsError`, `TorchError`, `ImagingError`.
  func run(in group: ProcessGroup?, stop: StopSignals?) async throws -> Result {
    guard !validation.isEmpty else { throw TuningError.noValidation }
    let device = try options.device.required()
    guard options.findsRate, !options.resumes else {
      return try await TuningLoop(self, device: device, group: group, stop: stop).run()
    }
    var tuner = self
    tuner.plan.rate = try await RateSearch(self, device: device).run()
    return try await TuningLoop(tuner, device: device, group: group, stop: stop).run()
  }

  /// Each class's weight in the loss: inverse to its count, 1 on average over the images.
  var classWeights: [Float]? {
    guard plan.balance == .weights else { return nil }
    var counts = [Float](repeating: 0, count: classes.count)
    for sample in train { counts[sample.classIndex] += 1 }
    let present = Float(counts.count { $0 > 0 })
    return counts.map { $0 > 0 ? Float(train.count) / (present * $0) : 0 }
  }

  func loader(_ samples: [Sample], _ augmentation: Augmentation) -> ImageLoader {
    ImageLoader(
      samples: samples, preprocessing: preprocessing, augmentation: augmentation, limits: options.limits,
      seed: plan.seed, workers: options.workers)
  }

  /// The name of what the run begins with: its architecture and the hash of its weights.
  var netIdentity: String {
    var hasher = SHA256()
    for name in weights.names {
      guard let array = weights.arrays[name] else { continue }
      hasher.update(data: Data(name.utf8))
      array.values.withUnsafeBytes { hasher.update(bufferPointer: $0) }
    }
    return "\(network.name) \(network.input.size) \(hasher.finalize().hexadecimal)"
  }
}
