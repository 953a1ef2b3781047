import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Torch

/// Several ranks within this process, each on a thread of its own.
@Suite struct ProcessGroupTests {
  private func ranks(_ count: Int, _ body: @escaping @Sendable (ProcessGroup) throws -> [[Float]]) async throws
    -> [[[Float]]]
  {
    try await Ranks.run(count, body)
  }

  @Test func aGroupOfOneSumsAndHandsOver() async throws {
    _ = try await ranks(1) { group in
      #expect(try group.allReduce([1, 2]) == [1, 2])
      #expect(try group.broadcast(Array("bytes".utf8)) == Array("bytes".utf8))
      #expect(try group.words.word(under: "nothing") == nil)
      try group.words.leave("a word", under: "key")
      #expect(try group.words.word(under: "key") == "a word")
      return []
    }
  }

  @Test func bytesGoFromRankToRank() async throws {
    let sent = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
    let got = try await ranks(3) { group in try Self.exchanged(sent, in: group) }
    for rank in 1..<3 { #expect(got[0][rank - 1] == sent.map { Float($0 &+ UInt8(rank)) }) }
    #expect(got[0].last == [0, 0] && got[1] == [[3]])
  }

  /// Ranks but the first send bytes, and nothing; the first gives what came.
  private static func exchanged(_ sent: [UInt8], in group: ProcessGroup) throws -> [[Float]] {
    var all: [[Float]] = []
    var rest: [Float] = []
    if group.rank == 0 {
      for rank in 1..<group.size {
        all.append(try group.receive(from: rank).map { Float($0) })
        rest.append(Float(try group.receive(from: rank).count))
      }
    } else {
      try group.send(sent.map { $0 &+ UInt8(group.rank) }, to: 0)
      try group.send([], to: 0)
    }
    let sum = try group.allReduce([Double(group.rank)])
    all.append(group.rank == 0 ? rest : sum.map { Float($0) })
    return all
  }

  /// Output, gradients and running statistics of a norm over some rows of images [N, 5, 3, 4].
  private static func normalised(
    _ values: [Float], _ weights: [Float], _ rows: Range<Int>, over group: ProcessGroup?
  ) throws -> [[Float]] {
    let row = 5 * 3 * 4
    let span = (rows.lowerBound * row)..<(rows.upperBound * row)
    let shape = [rows.count, 5, 3, 4]
    let input = try Tensor(Array(values[span]), shape: shape).requireGradient()
    let scale = try Tensor([0.5, 1, 1.5, 2, -1] as [Float]).requireGradient()
    let shift = try Tensor([0, 1, 2, 3, 4] as [Float]).requireGradient()
    let mean = try Tensor.zeros([5])
    let variance = try Tensor.full([5], 1)
    let output: Tensor
    if let group {
      output = try input.syncedBatchNorm(
        over: group, scale: scale, shift: shift, runningMean: mean, runningVariance: variance, momentum: 0.3)
    } else {
      output = try input.batchNorm(
        scale: scale, shift: shift, runningMean: mean, runningVariance: variance, training: true, momentum: 0.3)
    }
    let factors = try Tensor(Array(weights[span]), shape: shape)
    let loss = try output * output * factors
    try loss.sum().backward()
    var results: [[Float]] = [try output.detached().values()]
    for parameter in [input, scale, shift] {
      guard let gradient = try parameter.gradient() else { return [] }
      results.append(try gradient.values())
    }
    results.append(try mean.values())
    results.append(try variance.values())
    return results
  }

  /// Unequal shares of a batch, normalised together, against libtorch's own norm over the whole: output, gradients of
  /// input, scale and shift, and running statistics.
  @Test func aNormOverRanksIsTheNormOfAll() async throws {
    let shape = [7, 5, 3, 4]
    let values = try (RandomSource(seed: 3).normal(shape) * 3).values(Float.self)
    let weights = try RandomSource(seed: 4).normal(shape).values(Float.self)
    let whole = try Self.normalised(values, weights, 0..<7, over: nil)
    let parts = try await ranks(3) { group in
      try Self.normalised(values, weights, [0..<3, 3..<4, 4..<7][group.rank], over: group)
    }
    func near(_ found: [Float], _ expected: [Float]) -> Bool {
      found.count == expected.count && zip(found, expected).allSatisfy { abs($0 - $1) < 1e-4 * max(1, abs($1)) }
    }
    for place in 0..<2 { #expect(near(parts.flatMap { $0[place] }, whole[place])) }
    for place in 2..<4 {
      let sum = (0..<5).map { channel in parts.reduce(0) { $0 + $1[place][channel] } }
      #expect(near(sum, whole[place]))
    }
    for place in 4..<6 { for part in parts { #expect(near(part[place], whole[place])) } }
  }
}
