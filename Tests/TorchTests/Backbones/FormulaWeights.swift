import Foundation
import NeuralNetwork
import TestSupport
import Testing
import Weights

@testable import Torch

/// FNV-1a of 64 bits.
func fnv(_ text: String) -> UInt64 {
  text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
}

/// Numbers that `Tests/Reference/backbones.py` makes in the same way, from an array's name alone.
enum Formula {
  /// Numbers in [0, 1) of 24 bits: SplitMix64 from the hash of a name.
  static func uniform(_ name: String, _ count: Int) -> [Float] {
    var generator = SeededGenerator(seed: fnv(name))
    return (0..<count).map { _ in Float(generator.next() >> 40) / Float(1 << 24) }
  }

  /// Kernels keep the variance, tokens and positions are within ±0.5, variances around 1, factors from `factor` up to
  /// 0.5 more, the rest is small.
  static func values(_ name: String, shape: [Int], factor: Float) -> [Float] {
    let count = shape.reduce(1, *)
    let u = uniform(name, count)
    if name.hasSuffix("running_var") { return u.map { $0 + 0.5 } }
    if name.hasSuffix("bias") || name.hasSuffix("running_mean") { return u.map { (2 * $0 - 1) * 0.1 } }
    if shape.count == 3, shape[0] == 1 { return u.map { $0 - 0.5 } }
    if shape.count(where: { $0 > 1 }) <= 1 { return u.map { $0 * 0.5 + factor } }
    let bound = Float((6 / (Double(count) / Double(shape[0]))).squareRoot())
    return u.map { (2 * $0 - 1) * bound }
  }

  /// Noise, each image and each channel of its own lightness: count × 3 × size × size.
  static func images(_ count: Int, size: Int) -> [Float] {
    let light = uniform("light", count * 3)
    return uniform("pictures", count * 3 * size * size).enumerated().map { index, value in
      (2 * value - 1) + (4 * light[index / (size * size)] - 2)
    }
  }
}

/// A published file as its publisher would name its arrays, filled by the formula.
struct FormulaWeights: WeightSource {
  let names: [String]
  private let shapes: [String: [Int]]
  private let factor: Float

  /// - Parameter version: `-4` for the older names of transformers.
  init(_ backbone: Backbone, family: String, version: String = "", factor: Float = 0.8) throws {
    self.factor = factor
    let isOld: (KeyNames) -> Bool = { $0.needed.contains { $0.contains("attention.attention.query") } }
    let names = try #require(
      backbone.keyNames.first { $0.family.rawValue == family && isOld($0) == (version == "-4") },
      "\(backbone.name) has no names of \(family)\(version)")
    // timm's names of a ResNet are torchvision's; a DINOv2 file holds the bare net.
    let prefix = backbone.name.hasPrefix("dinov2") ? "" : names.prefix
    var shapes: [String: [Int]] = [:]
    for parameter in backbone.network.parameters {
      let sources = try #require(names.sources[parameter.name], "\(parameter.name) has no published name")
      for source in sources {
        let isHead = source.hasPrefix("classifier")
        let shape =
          sources.count > 1 ? [parameter.shape[0] / sources.count] + parameter.shape.dropFirst() : parameter.shape
        shapes[isHead ? source : prefix + source] = shape
      }
    }
    self.shapes = shapes
    self.names = shapes.keys.sorted()
  }

  func shape(of name: String) throws(WeightsError) -> [Int] {
    guard let shape = shapes[name] else { throw .missing(name: name, file: "the formula") }
    return shape
  }

  func array(_ name: String) throws(WeightsError) -> WeightArray {
    let shape = try shape(of: name)
    return WeightArray(shape: shape, values: Formula.values(name, shape: shape, factor: factor))
  }

  /// A line an array, its axes of length 1 left out, as the script hashes them.
  var canonical: [String] {
    names.map { name in
      "\(name) \((shapes[name] ?? []).filter { $0 != 1 }.map(String.init).joined(separator: "x"))\n"
    }
  }
}
