import Foundation
import NeuralNetwork
import Torch

/// Mixes a batch's images with the reversed batch, and their targets alike.
///
/// Mixup blends whole images (Zhang et al. 2018, arXiv:1710.09412), CutMix pastes a rectangle (Yun et al. 2019,
/// arXiv:1905.04899); where both are asked for, each batch draws one of them.
struct Mixing {
  /// The share of each image's own target.
  let share: Double
  /// Rows and columns that come from the other image; nil to blend.
  let rectangle: (rows: Range<Int>, columns: Range<Int>)?

  /// What a step does; nil where nothing is mixed.
  static func draw(_ plan: TuningPlan, size: Int, using generator: inout SplitMix64) -> Mixing? {
    let both = plan.mixup > 0 && plan.cutMix > 0
    let cuts = both ? Bool.random(using: &generator) : plan.cutMix > 0
    let alpha = cuts ? plan.cutMix : plan.mixup
    guard alpha > 0 else { return nil }
    let share = beta(alpha, using: &generator)
    guard cuts else { return Mixing(share: share, rectangle: nil) }
    let side = Int((Double(size) * (1 - share).squareRoot()).rounded())
    func range() -> Range<Int> {
      let middle = Int.random(in: 0..<size, using: &generator)
      return max(0, middle - side / 2)..<min(size, middle + (side + 1) / 2)
    }
    let (rows, columns) = (range(), range())
    return Mixing(
      share: 1 - Double(rows.count * columns.count) / Double(size * size), rectangle: (rows, columns))
  }

  /// Images [N, 3, S, S] mixed.
  func images(_ batch: Tensor) throws(TorchError) -> Tensor {
    let other = try batch.flipped([0])
    guard let rectangle else { return try batch * share + other * (1 - share) }
    let mixed = try batch.copy()
    guard !rectangle.rows.isEmpty, !rectangle.columns.isEmpty else { return mixed }
    let place = try mixed.narrowed(2, to: rectangle.rows).narrowed(3, to: rectangle.columns)
    try place.assign(other.narrowed(2, to: rectangle.rows).narrowed(3, to: rectangle.columns))
    return mixed
  }

  /// Targets [N, classes] of the labels mixed alike.
  func targets(_ labels: [Int], classes: Int) -> [Float] {
    var targets = [Float](repeating: 0, count: labels.count * classes)
    for (row, label) in labels.enumerated() {
      targets[row * classes + label] += Float(share)
      targets[row * classes + labels[labels.count - 1 - row]] += Float(1 - share)
    }
    return targets
  }

  /// Beta(α, α), as a quotient of gammas.
  private static func beta(_ alpha: Double, using generator: inout SplitMix64) -> Double {
    let (first, second) = (gamma(alpha, using: &generator), gamma(alpha, using: &generator))
    return first + second > 0 ? first / (first + second) : 0.5
  }

  /// Gamma(α, 1) by Marsaglia and Tsang (2000); below 1 through α + 1.
  private static func gamma(_ alpha: Double, using generator: inout SplitMix64) -> Double {
    guard alpha >= 1 else {
      let boost = pow(Double.random(in: 0x1p-53..<1, using: &generator), 1 / alpha)
      return gamma(alpha + 1, using: &generator) * boost
    }
    let d = alpha - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal(using: &generator)
      let v = pow(1 + c * x, 3)
      guard v > 0 else { continue }
      let u = Double.random(in: 0x1p-53..<1, using: &generator)
      if log(u) < 0.5 * x * x + d - d * v + d * log(v) { return d * v }
    }
  }

  /// By Box and Muller (1958).
  private static func normal(using generator: inout SplitMix64) -> Double {
    let u = Double.random(in: 0x1p-53..<1, using: &generator)
    return (-2 * log(u)).squareRoot() * cos(2 * .pi * Double.random(in: 0..<1, using: &generator))
  }
}
