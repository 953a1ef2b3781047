import Foundation
import TestSupport
import Testing
import Torch

/// One more class against those that are known.
@Suite struct OffsetRegressionTests {
  private func made(_ count: Int, width: Int, seed: UInt64) -> (values: [Float], isMember: [Bool]) {
    var generator = SeededGenerator(seed: seed)
    var (values, isMember) = ([Float](), [Bool]())
    for _ in 0..<count {
      let row = (0..<width).map { _ in Float.random(in: -1...2, using: &generator) }
      values += row
      isMember.append(row[0] + row[1] - row[2] + Float.random(in: -1...1, using: &generator) > 1.2)
    }
    return (values, isMember)
  }

  private var exact: LBFGS {
    var options = LBFGS()
    options.tolerance = 1e-6
    return options
  }

  /// Without offsets it is a softmax over two classes, whose rows' difference pays half of the decay.
  @Test func withoutOffsetsItIsTheSoftmaxOfTwoClasses() throws {
    let (values, isMember) = made(400, width: 6, seed: 2)
    let two = try SoftmaxRegression(
      features: values, width: 6, labels: isMember.map { $0 ? 1 : 0 }, classes: 2
    ).fit(.standardised(0.02), options: exact)
    let one = try OffsetRegression(
      features: values, width: 6, isMember: isMember, offsets: [Float](repeating: 0, count: 400),
      weights: [Float](repeating: 1, count: 400)
    ).fit(decay: 0.01, options: exact)
    for feature in 0..<6 {
      #expect(abs(one.row[feature] - (two.weight[6 + feature] - two.weight[feature])) < 2e-3)
    }
    #expect(abs(one.bias - (two.bias[1] - two.bias[0])) < 4e-3)
  }

  /// The known classes' rows of a joint fit, held fast, lead to the new class's row of that fit.
  @Test func besideFixedRowsItIsTheJointFit() throws {
    var generator = SeededGenerator(seed: 5)
    let (count, width, classes) = (600, 5, 3)
    var (values, labels) = ([Float](), [Int]())
    for _ in 0..<count {
      let label = Int.random(in: 0..<classes, using: &generator)
      values += (0..<width).map { Float.random(in: -1...1, using: &generator) + ($0 == label ? 1.2 : 0) }
      labels.append(label)
    }
    let joint = try SoftmaxRegression(features: values, width: width, labels: labels, classes: classes).fit(
      .standardised(0.01), options: exact)
    let offsets = (0..<count).map { row in
      logSumExp(
        (0..<2).map { c in
          joint.bias[c] + (0..<width).reduce(0) { $0 + joint.weight[c * width + $1] * values[row * width + $1] }
        })
    }
    let added = try OffsetRegression(
      features: values, width: width, isMember: labels.map { $0 == 2 }, offsets: offsets,
      weights: [Float](repeating: 1, count: count)
    ).fit(decay: 0.01, options: exact)
    for feature in 0..<width { #expect(abs(added.row[feature] - joint.weight[2 * width + feature]) < 3e-3) }
    #expect(abs(added.bias - joint.bias[2]) < 6e-3)
  }

  @Test func strongDecayStaysAtThePrior() throws {
    let (values, isMember) = made(300, width: 4, seed: 3)
    let prior: [Float] = [0.5, -0.25, 1, 0]
    let found = try OffsetRegression(
      features: values, width: 4, isMember: isMember, offsets: [Float](repeating: 1, count: 300),
      weights: [Float](repeating: 1, count: 300)
    ).fit(decay: 1e6, prior: prior, options: exact)
    for (one, other) in zip(found.row, prior) { #expect(abs(one - other) < 1e-3) }
  }

  @Test func whatCanNotBeFittedIsRefused() {
    func fit(_ isMember: [Bool], offsets: [Float], weights: [Float]) throws {
      _ = try OffsetRegression(
        features: [1, 2, 3, 4], width: 2, isMember: isMember, offsets: offsets, weights: weights)
    }
    #expect(throws: RegressionError.self) { try fit([true, true], offsets: [0, 0], weights: [1, 1]) }
    #expect(throws: RegressionError.self) { try fit([true, false], offsets: [0], weights: [1, 1]) }
    #expect(throws: RegressionError.self) { try fit([true, false], offsets: [0, .nan], weights: [1, 1]) }
    #expect(throws: RegressionError.self) { try fit([true, false], offsets: [0, 0], weights: [0, 0]) }
  }
}

private func logSumExp(_ values: [Float]) -> Float {
  let largest = values.max() ?? 0
  return largest + log(values.map { exp($0 - largest) }.reduce(0, +))
}
