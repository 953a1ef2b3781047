import Foundation
import Imaging
import Inference
import Runtime
import Support
import Taxonomy

/// Runs images through a predictor's parts, each alone and all together.
struct PredictionBench {
  let predictor: Predictor
  /// How long each part is measured with all cores, at least.
  let seconds: Double
  /// The client's connections to the server.
  static let connections = 8

  /// - Parameter source: Where the images are from, as people read it.
  func run(_ files: [[UInt8]], of source: String) async throws -> PredictionTimes {
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let extractor = predictor.extractor
    let one = try await OneCore.measure(predictor, files)
    let decode = try await Rate.measure(files, width: cores, seconds: seconds) { [side = extractor.decodeSide] in
      _ = try DecodedImage.decode($0, minimumSide: side)
    }
    let resize = try await Rate.measure(one.images, width: cores, seconds: seconds) {
      _ = try $0.planes(extractor.preprocessing)
    }
    let head = try await Rate.measure(one.looks, width: cores, seconds: seconds / 4) { [predictor] in
      _ = predictor.judge($0)
    }
    var rates: [Double] = []
    for net in extractor.nets { rates.append(try await net.model.measureRate(seconds: 2 * seconds).imagesPerSecond) }
    let engine = Self.rate(of: rates.map { _ in 1 }, at: rates)
    let net = try await Rate.measure(one.planes, width: extractor.model.requestCount, seconds: 2 * seconds) {
      _ = try await extractor.look(at: $0, withMap: false)
    }
    let whole = try await endToEnd(files)
    // Each image is drawn for its first look, which the first net takes, and for each that net takes later.
    let drawn = whole.passes.first ?? 1
    let parts = [
      part(.decode, one.decode, decode, cores: cores), part(.resize, one.resize, resize, cores: cores, perImage: drawn),
      PartTimes(
        part: .net, milliseconds: median(one.net), rate: net, limit: engine,
        perImage: engine / max(Self.rate(of: whole.passes, at: rates), 1e-9)),
      part(.head, one.head, head, cores: cores),
    ]
    let over = try await ServedModel.with(predictor) { address in
      try await HTTPBench(address).rate(of: files, connections: Self.connections, seconds: seconds)
    }
    return PredictionTimes(
      images: files.count, source: source, typical: one.typical, precision: extractor.model.precision.rawValue,
      looks: predictor.looks, effort: predictor.effort.rawValue, requests: extractor.model.requestCount, cores: cores,
      parts: parts, engineRate: engine, endToEndRate: whole.rate, httpRate: over, passes: whole.passes,
      stages: whole.stages)
  }

  private func part(
    _ part: PartTimes.Part, _ milliseconds: [Double], _ rate: Double, cores: Int, perImage: Double = 1
  ) -> PartTimes {
    let mean = milliseconds.reduce(0, +) / Double(max(milliseconds.count, 1))
    return PartTimes(
      part: part, milliseconds: median(milliseconds), rate: rate, limit: 1000 * Double(cores) / max(mean, 1e-6),
      perImage: perImage)
  }

  /// Images per second where each takes so many passes of nets that make so many a second, on all cores.
  private static func rate(of passes: [Double], at rates: [Double]) -> Double {
    1 / max(zip(passes, rates).reduce(0) { $0 + $1.0 / max($1.1, 1e-9) }, 1e-9)
  }

  /// Images per second, the mean passes of each net, and how many images each stage answered.
  private func endToEnd(_ files: [[UInt8]]) async throws -> (rate: Double, passes: [Double], stages: [Int]) {
    var passes = [Double](repeating: 0, count: predictor.extractor.nets.count)
    let found = try await files.boundedMap(width: predictor.width) { [predictor] in
      let examined = try await predictor.examine($0)
      return (examined.answer, examined.passes)
    }
    for (_, taken) in found {
      for (place, count) in taken.enumerated() { passes[place] += Double(count) / Double(files.count) }
    }
    let rate = try await Rate.measure(files, width: predictor.width, seconds: seconds) { [predictor] in
      _ = try await predictor.examine($0)
    }
    return (rate, passes, StageShares.counts(found.map(\.0)))
  }

  private func median(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.sorted()[values.count / 2]
  }
}
