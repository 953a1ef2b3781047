import Foundation
import Inference
import NeuralNetwork
import Support
import Synchronization
import Torch

/// Fits a head to made-up rows on disk, as many as asked for, and says what each part took.
package struct HeadBench: Sendable {
  /// Rows, features of each, and classes.
  package var rows: Int, width: Int, classes: Int
  /// The most iterations of the fit.
  package var iterations = 5
  /// Whether the same is fitted with all rows in memory, too.
  package var compares = false

  /// What was measured: seconds, megabytes, and rates.
  package struct Figures: Codable, Sendable {
    /// Rows, features of each, and classes.
    package var rows = 0, width = 0, classes = 0
    /// Bytes of the cache's file.
    package var fileBytes = 0
    /// Writing the rows, opening the finished file, and looking 100,000 of them up.
    package var writeSeconds = 0.0, openSeconds = 0.0, lookupSeconds = 0.0
    /// Means and standard deviations, and rows that are kept in memory.
    package var prepareSeconds = 0.0
    /// The whole fit.
    package var fitSeconds = 0.0
    /// How often all rows were gone through, and how long each time took.
    package var passes = 0, passSeconds = 0.0
    /// Reading the rows once and nothing else.
    package var readSeconds = 0.0
    /// What this machine's memory gives to a sum over an array, in bytes per second.
    package var memoryBandwidth = 0.0
    /// What the two products of a pass take by themselves, from a block in memory, for all rows.
    package var productSeconds = 0.0
    /// Asking the head about a tenth of the rows.
    package var judgeSeconds = 0.0
    /// The process's peak memory before the fit and after all of it.
    package var megabytesBefore = 0, megabytes = 0
    /// The largest difference of a weight from those of a fit in memory, divided by the largest weight; nil unless asked for.
    package var difference: Double?
  }

  package init(rows: Int, width: Int, classes: Int) { (self.rows, self.width, self.classes) = (rows, width, classes) }

  /// Runs in a folder, which needs room for the rows; throws `TrainingError`, `RegressionError` and `TorchError`.
  package func run(in folder: URL, progress: any ProgressReporter) async throws -> Figures {
    var figures = Figures(rows: rows, width: width, classes: classes)
    let file = try await write(to: folder, &figures, progress)
    figures.fileBytes = try RegularFile(reading: file.path).size
    let store = try timed(&figures.openSeconds) { try FeatureStore(folder: folder, name: "bench", width: width) }
    let begun = ContinuousClock.now
    for number in stride(from: 0, to: 100_000, by: 1) { _ = await store.place(of: key(number &* 7919 % rows)) }
    figures.lookupSeconds = begun.duration(to: .now).inSeconds
    let features = LabelledFeatures(
      labels: (0..<rows).map { $0 % classes }, places: (0..<rows).map { UInt32($0) }, in: store.rows)
    figures.megabytesBefore = PeakMemory.megabytes
    try fit(features, &figures)
    figures.memoryBandwidth = Self.memoryBandwidth()
    return figures
  }

  private func fit(_ features: LabelledFeatures, _ figures: inout Figures) throws {
    let whole = features.regressionRows
    let regression = try timed(&figures.prepareSeconds) {
      try SoftmaxRegression(whole, labels: features.labels, classes: classes)
    }
    try timed(&figures.readSeconds) {
      try Parts.forEach((rows + 1023) / 1024) { (block) throws(TorchError) in
        _ = try whole.tensor(block * 1024..<min(rows, (block + 1) * 1024))
      }
    }
    var options = LBFGS()
    (options.iterations, options.tolerance) = (iterations, 1e-3)
    let solution = try timed(&figures.fitSeconds) { try regression.fit(.standardised(0.3), options: options) }
    // The gradient that tolerance is a share of takes a pass of its own.
    figures.passes = solution.evaluations + 1
    figures.passSeconds = figures.fitSeconds / Double(figures.passes)
    let head = LinearClassifier(classes: classes, features: width, rows: solution.weight, bias: solution.bias)
    let tenth = features.chosen(Array(stride(from: 0, to: rows, by: 10)))
    _ = try timed(&figures.judgeSeconds) { try HeadTrainer.measure(head, on: tenth, classes: classes) }
    figures.productSeconds = try products(whole)
    figures.megabytes = PeakMemory.megabytes
    guard compares else { return }
    let held = try SoftmaxRegression(
      RegressionRows(features.values(), width: width), labels: features.labels, classes: classes, keeping: .max)
    let other = try held.fit(.standardised(0.3), options: options)
    let largest = other.weight.reduce(0) { max($0, abs($1)) }
    figures.difference = Double(zip(solution.weight, other.weight).reduce(0) { max($0, abs($1.0 - $1.1)) } / largest)
  }

  /// Both products of a pass over all rows, from one block again and again.
  private func products(_ whole: RegressionRows) throws -> Double {
    let count = min(rows, 1024)
    let block = try whole.tensor(0..<count)
    let weights = try Tensor.full([width, classes], 0.01)
    let excess = try Tensor.full([count, classes], 0.01).transposed()
    let turns = max(1, min(16, rows / count))
    var seconds = 0.0
    try timed(&seconds) {
      try Parts.forEach(turns) { (_) throws(TorchError) in
        _ = try block.product(weights)
        _ = try excess.product(block)
      }
    }
    return seconds * Double(rows) / Double(turns * count)
  }

  /// Rows around a centre for each class.
  private func write(to folder: URL, _ figures: inout Figures, _ progress: any ProgressReporter) async throws -> URL {
    var generator = SplitMix64(seed: 7)
    let centres = (0..<(classes * width)).map { _ in Float.random(in: 0...1, using: &generator) }
    let begun = ContinuousClock.now
    let store = try FeatureStore(folder: folder, name: "bench", width: width)
    progress.begin("writing rows", total: rows)
    for number in 0..<rows {
      let start = number % classes * width
      let row = [Float](unsafeUninitializedCapacity: width) { buffer, count in
        for column in 0..<width {
          let noise = Float(generator.next() >> 40) * 0x1p-24
          buffer[column] = centres[start + column] + 4 * noise
        }
        count = width
      }
      try await store.insert(row, for: key(number))
      if number % 1000 == 0 { progress.advance(to: number, of: rows) }
    }
    try await store.flush()
    progress.advance(to: rows, of: rows)
    figures.writeSeconds = begun.duration(to: .now).inSeconds
    return store.file
  }

  private func key(_ number: Int) -> FeatureKey {
    FeatureKey(image: withUnsafeBytes(of: number.littleEndian, Array.init), pipeline: "bench", view: .original)
  }

  private func timed<Value>(_ seconds: inout Double, _ body: () throws -> Value) rethrows -> Value {
    let begun = ContinuousClock.now
    defer { seconds = begun.duration(to: .now).inSeconds }
    return try body()
  }

  /// Bytes per second that all cores add up of an array larger than their caches.
  private static func memoryBandwidth() -> Double {
    let values = [Float](repeating: 1, count: 64 << 20)
    let cores = ProcessInfo.processInfo.activeProcessorCount
    let each = values.count / cores
    // What nobody reads isn't added up.
    let total = Mutex(Float(0))
    var best = 0.0
    for _ in 0..<3 {
      let begun = ContinuousClock.now
      DispatchQueue.concurrentPerform(iterations: cores) { core in
        values.withUnsafeBytes { bytes in
          var sums = SIMD16<Float>()
          for start in stride(from: core * each, to: (core + 1) * each - 15, by: 16) {
            sums += bytes.loadUnaligned(fromByteOffset: 4 * start, as: SIMD16<Float>.self)
          }
          total.withLock { [sums] in $0 += sums.sum() }
        }
      }
      best = max(best, Double(4 * cores * each) / begun.duration(to: .now).inSeconds)
    }
    return total.withLock { $0 } > 0 ? best : 0
  }
}
