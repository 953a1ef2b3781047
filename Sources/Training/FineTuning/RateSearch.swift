import Corpus
import Foundation
import Imaging
import Support
import Torch

/// Looks for a learning rate by a sweep: the rate grows from step to step, and where the loss falls most steeply is a
/// good place (Smith 2017, arXiv:1506.01186, section 3.3).
struct RateSearch {
  let tuner: Tuner
  let device: Device

  init(_ tuner: Tuner, device: Device) { (self.tuner, self.device) = (tuner, device) }

  /// The sweep's results.
  struct Curve {
    var rates: [Double] = []
    /// Smoothed, so that single batches don't dominate.
    var losses: [Double] = []
    var chosen = 0.0
  }

  /// Sweeps with a copy of the net and returns the rate chosen; the curve goes to the notes and to `lr-find.svg`.
  ///
  /// Throws what training throws.
  func run() async throws -> Double {
    var plan = tuner.plan
    plan.average = nil
    let net = try TrainingNet(
      tuner.network, weights: tuner.weights, plan: plan, classes: tuner.classes.count,
      classWeights: tuner.classWeights, device: device, group: nil)
    let labels = tuner.train.map(\.classIndex)
    let order = EpochOrder.places(
      labels: labels, classes: tuner.classes.count, epoch: -1 & 0xFFFF, seed: plan.seed, balanced: false)
    let loader = tuner.loader(tuner.train, plan.augmentation)
    let steps = 60
    let width = min(plan.batchSize, order.count)
    let queue = BatchQueue(from: 0, to: steps, ahead: 3) { step in
      let rows = (0..<width).map { order[(step * width + $0) % order.count] }
      return try await loader.batch(rows.map { .init(place: $0, draw: $0) }, epoch: 0)
    }
    let (low, high): (Double, Double) = if case .sgd = plan.rule { (1e-5, 1) } else { (1e-7, 1e-1) }
    var curve = Curve()
    var (smooth, weight) = (0.0, 0.0)
    let size = tuner.preprocessing.size
    tuner.progress.begin("learning rates", total: steps)
    while let batch = try await queue.next() {
      let step = curve.rates.count
      let rate = low * pow(high / low, Double(step) / Double(steps - 1))
      let images = try Tensor(batch.values, shape: [batch.labels.count, 3, size, size], on: device)
      let total = net.weight(of: batch.labels)
      let loss =
        try net.step(
          images: images, labels: batch.labels, parts: plan.accumulation, total: total, rate: rate, number: step + 1
        ).scalar() / max(total, 1e-9)
      smooth = 0.9 * smooth + 0.1 * loss
      weight = 0.9 * weight + 0.1
      guard loss.isFinite, smooth / weight < 3 * (curve.losses.min() ?? .infinity) else { break }
      curve.rates.append(rate)
      curve.losses.append(smooth / weight)
      tuner.progress.advance(to: step + 1, of: steps)
    }
    curve.chosen = Self.choose(curve) ?? plan.rate
    tuner.progress.note(Self.text(curve))
    if let logs = tuner.options.logs {
      try? FileManager.default.createDirectory(at: logs, withIntermediateDirectories: true)
      try WholeFile.write(Self.svg(curve), to: logs.appending(path: "lr-find.svg"))
    }
    return curve.chosen
  }

  /// A third of the rate at which the loss is lowest, or the steepest place before it, whichever is smaller.
  static func choose(_ curve: Curve) -> Double? {
    guard curve.losses.count >= 8, let lowest = curve.losses.indices.min(by: { curve.losses[$0] < curve.losses[$1] })
    else { return nil }
    var steepest = lowest
    var slope = 0.0
    for place in 2..<max(lowest - 1, 3) where place + 2 < curve.losses.count {
      let fall = curve.losses[place - 2] - curve.losses[place + 2]
      if fall > slope { (slope, steepest) = (fall, place) }
    }
    return min(curve.rates[steepest], curve.rates[lowest] / 3)
  }

  static func text(_ curve: Curve) -> String {
    var lines = ["learning rate: smoothed loss"]
    let (low, high) = (curve.losses.min() ?? 0, curve.losses.max() ?? 1)
    for place in Swift.stride(from: 0, to: curve.rates.count, by: 4) {
      let share = (curve.losses[place] - low) / max(high - low, 1e-9)
      lines.append(
        String(format: "%8.1e  %7.4f  ", curve.rates[place], curve.losses[place])
          + String(repeating: "▇", count: Int(share * 40) + 1))
    }
    return lines.joined(separator: "\n") + String(format: "\nThe learning rate is %.2g.", curve.chosen)
  }

  static func svg(_ curve: Curve) -> String {
    let (low, high) = (curve.losses.min() ?? 0, curve.losses.max() ?? 1)
    let (first, last) = (log10(curve.rates.first ?? 1e-5), log10(curve.rates.last ?? 1))
    func x(_ rate: Double) -> Double { 60 + 560 * (log10(rate) - first) / max(last - first, 1e-9) }
    func y(_ loss: Double) -> Double { 340 - 300 * (loss - low) / max(high - low, 1e-9) }
    let points = zip(curve.rates, curve.losses).map { String(format: "%.1f,%.1f", x($0), y($1)) }
    let marks = Swift.stride(from: first.rounded(.up), through: last, by: 1).map { power in
      String(format: "<text x=\"%.1f\" y=\"365\" text-anchor=\"middle\">1e%.0f</text>", x(pow(10, power)), power)
    }
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 400" font-family="sans-serif" font-size="13">
      <rect width="640" height="400" fill="white"/>
      <polyline fill="none" stroke="#1b5e9e" stroke-width="2" points="\(points.joined(separator: " "))"/>
      <line x1="\(x(curve.chosen))" x2="\(x(curve.chosen))" y1="30" y2="345" stroke="#c0392b" stroke-dasharray="4"/>
      \(marks.joined(separator: "\n"))
      <text x="320" y="388" text-anchor="middle">learning rate (chosen: \(String(format: "%.2g", curve.chosen)))</text>
      <text x="10" y="20">smoothed loss, \(String(format: "%.3f to %.3f", low, high))</text>
      </svg>

      """
  }
}
