import Foundation
import Imaging
import Inference
import Runtime
import Support
import Taxonomy

/// Runs images through a predictor's stages, one by one and all together.
struct PredictionBench {
  let predictor: Predictor

  /// - Parameter source: Where the images are from, as people read it.
  func run(_ files: [[UInt8]], of source: String) async throws -> PredictionTimes {
    let extractor = predictor.extractor
    var decode: [Double] = []
    var resize: [Double] = []
    var backbone: [Double] = []
    var head: [Double] = []
    var sizes: [[Int]] = []
    let warmUp = min(3, files.count)
    // One uncounted round warms up caches and the engine.
    for (number, bytes) in (files.prefix(3) + files).enumerated() {
      var image: DecodedImage?
      let decodeTime = try time { image = try DecodedImage.decode(bytes, minimumSide: extractor.decodeSide) }
      guard let image else { continue }
      var planes: [Float] = []
      let resizeTime = try time { planes = try image.planes(extractor.preprocessing) }
      let clock = ContinuousClock()
      let begun = clock.now
      let look = try await extractor.look(at: planes)
      let backboneTime = (clock.now - begun) / .milliseconds(1)
      let headTime = time { _ = predictor.head.logits(of: look.features) }
      guard number >= warmUp else { continue }
      sizes.append([image.width, image.height])
      decode.append(decodeTime)
      resize.append(resizeTime)
      backbone.append(backboneTime)
      head.append(headTime)
    }
    let engineRate = try await extractor.model.measureRate(seconds: 5).imagesPerSecond
    return PredictionTimes(
      images: files.count, source: source,
      typical: sizes.isEmpty ? [0, 0] : sizes.sorted { $0[0] * $0[1] < $1[0] * $1[1] }[sizes.count / 2],
      precision: extractor.model.precision.rawValue, looks: predictor.looks,
      requests: extractor.model.requestCount, decode: median(decode), resize: median(resize),
      backbone: median(backbone), head: median(head), engineRate: engineRate,
      endToEndRate: try await endToEnd(files))
  }

  private func endToEnd(_ files: [[UInt8]]) async throws -> Double {
    let clock = ContinuousClock()
    let begun = clock.now
    for try await _ in files.concurrentMap(
      width: predictor.width, { [predictor] in try await predictor.classify($0, ClassificationRequest()) })
    {}
    return Double(files.count) / ((clock.now - begun) / .seconds(1))
  }

  private func time(_ work: () throws -> Void) rethrows -> Double {
    let clock = ContinuousClock()
    let begun = clock.now
    try work()
    return (clock.now - begun) / .milliseconds(1)
  }

  private func median(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.sorted()[values.count / 2]
  }
}
