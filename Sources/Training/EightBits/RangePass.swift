import Artifact
import Corpus
import Exchange
import Foundation
import Imaging
import Inference
import NeuralNetwork
import Runtime
import Support
import Weights

/// Measures the ranges of the values that a net's 8-bit layers take, on whole training images, in f32.
struct RangePass {
  let net: FrozenNet
  let options: TrainOptions

  /// Means of more hardly differ.
  private static let images = 128

  /// The images that are measured: evenly spaced.
  static func chosen(_ samples: [Sample]) -> [Sample] {
    let count = min(images, samples.count)
    return (0..<count).map { samples[$0 * samples.count / count] }
  }

  /// Each value's range: the means of the images' own smallest and largest numbers, so that a single image counts as one.
  ///
  /// Images that can't be read are passed over. Throws `TrainingError.noTrainingImages`, `ExchangeError`, and the engine's
  /// errors.
  func measure(_ samples: [Sample], progress: any ProgressReporter) async throws -> EightBitRecord {
    let scratch = FileManager.default.temporaryDirectory.appending(path: "dogbreed-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: scratch) }
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    let (weights, graph) = (scratch.appending(path: ModelFolder.weightsFile), scratch.appending(path: "ranges.onnx"))
    try SafetensorsWriter.write(net.weights, to: weights)
    try RangeGraph.write(net.network, weights: SafetensorsFile(weights), to: graph)
    var runtime = options.runtime
    (runtime.precision, runtime.cacheFolder) = (.f32, nil)
    let model = try CompiledModel(onnx: graph, options: runtime)
    let values = try net.network.eightBitInputs()
    var sums = [Double](repeating: 0, count: 2 * values.count)
    var (taken, measured) = (0, 0)
    progress.begin("images for ranges of 8 bits", total: samples.count)
    for try await extremes in samples.concurrentMap(
      width: 2 * model.requestCount + 1, { try await extremes(of: $0, by: model) })
    {
      taken += 1
      progress.advance(to: taken, of: samples.count)
      guard let extremes, extremes.count == sums.count else { continue }
      measured += 1
      for place in sums.indices { sums[place] += Double(extremes[place]) }
    }
    guard measured > 0 else { throw TrainingError.noTrainingImages(readable: 0) }
    let means = sums.map { Float($0 / Double(measured)) }
    let ranges = values.indices.map { (values[$0], ValueRange(low: means[2 * $0], high: means[2 * $0 + 1])) }
    return EightBitRecord(images: measured, ranges: Dictionary(uniqueKeysWithValues: ranges))
  }

  /// What the graph says of an image; nil for one that can't be read.
  private func extremes(of sample: Sample, by model: CompiledModel) async throws -> [Float]? {
    let planes: [Float]
    do throws(any Error) {
      let image = try sample.encoded(limits: options.limits).decode(
        limits: options.limits, minimumSide: 2 * net.preprocessing.size)
      planes = try image.planes(net.preprocessing)
    } catch { return nil }
    return try await model.infer(planes, outputs: [RangeGraph.output])[RangeGraph.output]
  }
}
