import Foundation
import NeuralNetwork
import Support
import Torch

/// By what rule the next images to label are chosen.
package enum AcquisitionRule: String, Sendable, CaseIterable {
  /// By chance.
  case random
  /// Where the two likeliest classes are closest.
  case margin
  /// The middle of each group of images that no labelled one is in, the largest group first (Hacohen et al., 2022: TypiClust).
  case typical
  /// The one farthest from all labelled ones, again and again (Sener and Savarese, 2018: core-set).
  case centres
  /// Uncertain ones whose gradients differ, drawn as k-means++ does (Ash et al., 2020: BADGE).
  case gradients
  /// `typical` while classes are still being met, then `gradients`: what the page uses.
  case adaptive
}

/// Chooses images to label. Deterministic for one seed.
final class Acquisition {
  /// Each row's direction, by chance projected to fewer numbers: cosines stay what they are within a few hundredths.
  private let directions: [Float]
  private let tensor: Tensor
  static let width = 128
  /// More groups than this are not told apart.
  private static let mostGroups = 600
  private let count: Int
  private var generator: SplitMix64

  init(_ rows: ReviewRows, seed: UInt64) throws {
    count = rows.count
    generator = SplitMix64(seed: seed)
    let features = try Tensor(rows.values, shape: [rows.count, rows.width])
    let chance = RandomSource.self
    let map = try chance.init(seed: seed).normal([rows.width, Self.width])
    // By each feature's own spread, as a head sees them.
    let mean = try features.mean(over: [0], keeping: true)
    let centred = try features - mean
    let std = try (centred.power(2).mean(over: [0], keeping: true) + 1e-6).squareRoot()
    let projected = try (centred / std).product(map)
    let length = try (projected.power(2).sum(over: [1], keeping: true) + 1e-12).squareRoot()
    tensor = try projected / length
    directions = try tensor.values()
  }

  /// The next images to label, the first one first.
  ///
  /// - Parameters:
  ///   - candidates: Rows without a label.
  ///   - labelled: Rows with one.
  ///   - seen: How many classes these are of.
  ///   - fit: What is known; nil before there are two classes.
  func next(
    _ most: Int, of candidates: [Int], labelled: [Int], seen: Int, by rule: AcquisitionRule, _ fit: ReviewFit?
  ) throws -> [Int] {
    guard !candidates.isEmpty, most > 0 else { return [] }
    let fit = fit.flatMap { $0.head == nil ? nil : $0 }
    switch (rule, fit) {
    case (.random, _): return Array(candidates.shuffled(using: &generator).prefix(most))
    case (.margin, let fit?): return Array(candidates.sorted { margin($0, fit) < margin($1, fit) }.prefix(most))
    case (.gradients, let fit?): return gradients(most, candidates, fit)
    case (.centres, _): return try centres(most, candidates, labelled)
    case (.adaptive, let fit?) where labelled.count >= Self.perClass * max(seen, 2):
      return gradients(most, candidates, fit)
    case (.typical, _), (.adaptive, _), (.margin, nil), (.gradients, nil):
      return try typical(most, candidates, labelled)
    }
  }

  /// From so many labels per class that was met, images are chosen by what the head is unsure of.
  private static let perClass = 2

  private func margin(_ row: Int, _ fit: ReviewFit) -> Float {
    var (first, second): (Float, Float) = (-1, -1)
    for value in fit.probabilities(of: row) {
      if value > first { (first, second) = (value, first) } else if value > second { second = value }
    }
    return first - second
  }

  private func cosine(_ a: Int, _ b: Int) -> Float {
    var sum = SIMD8<Float>()
    directions.withUnsafeBufferPointer { all in
      for at in stride(from: 0, to: Self.width, by: 8) {
        let x = UnsafeRawPointer(all.baseAddress! + a * Self.width + at).loadUnaligned(as: SIMD8<Float>.self)
        sum += x * UnsafeRawPointer(all.baseAddress! + b * Self.width + at).loadUnaligned(as: SIMD8<Float>.self)
      }
    }
    return sum.sum()
  }

  /// Only so many of the most uncertain images, for each that is asked for, are compared with each other: among more of them,
  /// many that the head is sure of would be drawn for being different.
  private static let comparedForEach = 10
  private static let leastCompared = 100

  private func gradients(_ most: Int, _ candidates: [Int], _ fit: ReviewFit) -> [Int] {
    let margins = candidates.map { margin($0, fit) }
    let order = candidates.indices.sorted { (margins[$0], $0) < (margins[$1], $1) }
    let compared = order.prefix(max(Self.leastCompared, Self.comparedForEach * most)).map { candidates[$0] }
    // The last layer's gradient is (p − the likeliest class) ⊗ features.
    let errors = compared.map { row -> [Float] in
      var error = Array(fit.probabilities(of: row))
      if let best = error.indices.max(by: { error[$0] < error[$1] }) { error[best] -= 1 }
      return error
    }
    let squares = errors.map { $0.reduce(0) { $0 + $1 * $1 } }
    var distance = squares
    var chosen: [Int] = []
    while chosen.count < min(most, compared.count) {
      let total = distance.reduce(0.0) { $0 + Double($1) }
      guard total > 1e-9 else { break }
      var left = Double.random(in: 0..<total, using: &generator)
      var pick = chosen.isEmpty ? squares.indices.max { squares[$0] < squares[$1] } ?? 0 : distance.indices.last ?? 0
      if !chosen.isEmpty {
        for place in distance.indices {
          left -= Double(distance[place])
          if left <= 0 {
            pick = place
            break
          }
        }
      }
      chosen.append(pick)
      let own = errors[pick]
      for place in distance.indices where distance[place] > 0 {
        var product: Float = 0
        errors[place].withUnsafeBufferPointer { a in
          own.withUnsafeBufferPointer { b in for c in 0..<b.count { product += a[c] * b[c] } }
        }
        let apart = squares[place] + squares[pick] - 2 * product * cosine(compared[place], compared[pick])
        distance[place] = place == pick ? 0 : max(0, min(distance[place], apart))
      }
    }
    let found = chosen.map { compared[$0] }
    let taken = Set(found)
    return found + compared.lazy.filter { !taken.contains($0) }.prefix(most - found.count)
  }

  /// The rows whose nearest other row is the least like them, with that cosine.
  func loneliest(_ most: Int) throws -> [(row: Int, similarity: Double)] {
    guard count > 2 else { return [] }
    var nearest: [Float] = []
    // In runs, so that the cosines of all with all are never in memory at once.
    for start in stride(from: 0, to: count, by: 1024) {
      let rows = start..<min(start + 1024, count)
      let cosines = try tensor.narrowed(0, to: rows).product(tensor.transposed())
      // The first is the row itself.
      let best: [Float] = try cosines.top(2, along: 1).values.narrowed(1, to: 1..<2).contiguous().reshaped([-1])
        .values()
      nearest += best
    }
    let order = nearest.indices.sorted { (nearest[$0], $0) < (nearest[$1], $1) }
    return order.prefix(most).map { ($0, Double(nearest[$0])) }
  }

  private func centres(_ most: Int, _ candidates: [Int], _ labelled: [Int]) throws -> [Int] {
    var nearest = [Float](repeating: -1, count: candidates.count)
    for row in labelled {
      for (place, candidate) in candidates.enumerated() { nearest[place] = max(nearest[place], cosine(candidate, row)) }
    }
    var chosen: [Int] = []
    while chosen.count < min(most, candidates.count) {
      guard let pick = nearest.indices.min(by: { nearest[$0] < nearest[$1] }) else { break }
      chosen.append(candidates[pick])
      for (place, candidate) in candidates.enumerated() {
        nearest[place] = max(nearest[place], cosine(candidate, candidates[pick]))
      }
      nearest[pick] = .infinity
    }
    return chosen
  }

  private func typical(_ most: Int, _ candidates: [Int], _ labelled: [Int]) throws -> [Int] {
    let all = candidates + labelled
    let groups = min(labelled.count + most, Self.mostGroups, all.count)
    let points = try tensor.indexed(0, by: Tensor(all.map(Int64.init)))
    let (assigned, closeness) = try clusters(points, all.count, groups)
    var covered = Set(assigned[candidates.count...])
    var members: [Int: [Int]] = [:]
    for place in candidates.indices { members[assigned[place], default: []].append(place) }
    let order = members.keys.sorted { (members[$0]?.count ?? 0, $1) > (members[$1]?.count ?? 0, $0) }
    var chosen: [Int] = []
    for group in order where !covered.contains(group) && chosen.count < most {
      guard let best = members[group]?.max(by: { closeness[$0] < closeness[$1] }) else { continue }
      covered.insert(group)
      chosen.append(candidates[best])
    }
    // Where all groups have a label, each gives another in turn, the largest first.
    var taken = Set(chosen)
    while chosen.count < min(most, candidates.count) {
      for group in order where chosen.count < most {
        let rest = (members[group] ?? []).filter { !taken.contains(candidates[$0]) }
        guard let best = rest.max(by: { closeness[$0] < closeness[$1] }) else { continue }
        taken.insert(candidates[best])
        chosen.append(candidates[best])
      }
    }
    return chosen
  }

  /// k-means by cosine: each point's group, and its cosine to that group's middle.
  private func clusters(_ points: Tensor, _ count: Int, _ groups: Int) throws -> ([Int], [Float]) {
    let values: [Float] = try points.values()
    let start = Array(0..<count).shuffled(using: &generator).prefix(groups)
    var middles = start.flatMap { values[($0 * Self.width)..<(($0 + 1) * Self.width)] }
    var (assigned, closeness): ([Int], [Float]) = ([], [])
    for _ in 0..<8 {
      let centre = try Tensor(middles, shape: [groups, Self.width]).transposed()
      let nearest = try points.product(centre).top(1, along: 1)
      let places: [Int64] = try nearest.indices.reshaped([-1]).values()
      assigned = places.map(Int.init)
      closeness = try nearest.values.reshaped([-1]).values()
      var sums = [Float](repeating: 0, count: groups * Self.width)
      for (place, group) in assigned.enumerated() {
        for f in 0..<Self.width { sums[group * Self.width + f] += values[place * Self.width + f] }
      }
      for group in 0..<groups {
        let own = (group * Self.width)..<((group + 1) * Self.width)
        let length = sums[own].reduce(0) { $0 + $1 * $1 }.squareRoot()
        if length > 0 { for f in own { middles[f] = sums[f] / length } }
      }
    }
    return (assigned, closeness)
  }
}
