import ArgumentParser
import Artifact
import Corpus
import Foundation
import NeuralNetwork
import Support

/// `dogbreed data bench`: time and memory of what scales with a data set, for `Benchmarks/data`.
struct DataBenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Time the search for near-duplicates or for nearest images, or the scan of a data set's images.",
    shouldDisplay: false)

  @Option(help: "How many synthetic hashes to search; every thousandth has a copy with some bits flipped.")
  var hashes: Int?

  @Option(help: "A data folder whose images are listed but not read.", transform: Place.path)
  var scan: String?

  @Option(help: "How many images' features to search for the nearest, by an index of eight bits each.")
  var features: Int?

  @Option(help: "How many features an image has.")
  var width = 1280

  @OptionGroup var labelOptions: LabelOptions

  func validate() throws {
    if let features, features < 1 { throw ValidationError("--features must be at least 1.") }
    if !(1...FeatureIndex.widest).contains(width) {
      throw ValidationError("--width must be from 1 to \(FeatureIndex.widest).")
    }
  }

  func run() async throws {
    if let features {
      try Console.out(IndexBench(count: features, width: width).run())
      return
    }
    let clock = ContinuousClock()
    let begun = clock.now
    let what: String
    if let scan {
      let set = try labelOptions.find(in: [scan])
      what = "\(set.samples.count) images of \(set.classes.count) classes found"
    } else {
      let count = hashes ?? 1_000_000
      let (made, planted) = Self.make(count)
      let pairs = try await NearDuplicates.pairs(
        among: made, width: ProcessInfo.processInfo.activeProcessorCount)
      what = "\(count) hashes, \(planted) copies planted, \(pairs.count) pairs found"
    }
    let seconds = (clock.now - begun) / .seconds(1)
    try Console.out("\(what) in \(String(format: "%.1f", seconds)) s, peak memory \(PeakMemory.megabytes) MB")
  }

  /// Random hashes; a planted copy differs in at most 23 of the coarse bits and 30 of the others.
  private static func make(_ count: Int) -> ([PerceptualHash], Int) {
    var generator = SplitMix64(seed: 1)
    var hashes: [PerceptualHash] = []
    hashes.reserveCapacity(count)
    var planted = 0
    while hashes.count < count {
      if hashes.count % 1000 == 999 {
        let source = hashes[hashes.count - 999].words
        var words = [source.0, source.1, source.2, source.3]
        for _ in 0..<11 { words[0] ^= 1 << UInt64.random(in: 0..<64, using: &generator) }
        for _ in 0..<12 { words[1] ^= 1 << UInt64.random(in: 0..<64, using: &generator) }
        for _ in 0..<30 {
          words[Int.random(in: 2...3, using: &generator)] ^= 1 << UInt64.random(in: 0..<64, using: &generator)
        }
        hashes.append(PerceptualHash(words: (words[0], words[1], words[2], words[3])))
        planted += 1
      } else {
        hashes.append(
          PerceptualHash(words: (generator.next(), generator.next(), generator.next(), generator.next())))
      }
    }
    return (hashes, planted)
  }
}

extension DataBenchCommand: ModalOptions {
  var modes: [OptionMode] {
    [
      OptionMode("hashes", isUsed: scan == nil && features == nil, scan == nil ? "with --features" : "with --scan"),
      OptionMode("width", isUsed: features != nil, "without --features"),
      OptionMode("scan", isUsed: features == nil, "with --features"),
      OptionMode(
        "labels", "quarantine", "crop-to-box", "box-margin", isUsed: scan != nil, "without --scan"),
    ] + labelOptions.modes
  }
}
