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
    var rates: [Double] = []
    for net in extractor.nets { rates.append(try await net.model.measureRate(seconds: 5).imagesPerSecond) }
    let whole = try await endToEnd(files)
    return PredictionTimes(
      images: files.count, source: source,
      typical: sizes.isEmpty ? [0, 0] : sizes.sorted { $0[0] * $0[1] < $1[0] * $1[1] }[sizes.count / 2],
      precision: extractor.model.precision.rawValue, looks: predictor.looks, effort: predictor.effort.rawValue,
      requests: extractor.model.requestCount, decode: median(decode), resize: median(resize),
      backbone: median(backbone), head: median(head), engineRate: Self.rate(of: rates.map { _ in 1 }, at: rates),
      endToEndRate: whole.rate, passes: whole.passes, stages: whole.stages,
      engineRateOfPasses: Self.rate(of: whole.passes, at: rates))
  }

  /// Images per second where each takes so many passes of nets that make so many a second, on all cores.
  private static func rate(of passes: [Double], at rates: [Double]) -> Double {
    1 / max(zip(passes, rates).reduce(0) { $0 + $1.0 / max($1.1, 1e-9) }, 1e-9)
  }

  /// Images per second, the mean passes of each net, and how many images each stage answered.
  private func endToEnd(_ files: [[UInt8]]) async throws -> (rate: Double, passes: [Double], stages: [Int]) {
    let clock = ContinuousClock()
    let begun = clock.now
    var passes = [Double](repeating: 0, count: predictor.extractor.nets.count)
    var answers: [Answer] = []
    for try await examined in files.concurrentMap(
      width: predictor.width, { [predictor] in try await predictor.examine($0) })
    {
      answers.append(examined.answer)
      for (place, count) in examined.passes.enumerated() { passes[place] += Double(count) / Double(files.count) }
    }
    return (
      Double(files.count) / ((clock.now - begun) / .seconds(1)), passes, StageShares.counts(answers)
    )
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
