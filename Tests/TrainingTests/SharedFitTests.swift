import Foundation
import Inference
import TestSupport
import Testing
import Torch

@testable import Training

/// Two processes choose and fit the head that one would.
@Suite struct SharedFitTests {
  #if os(Linux)
    private static let interface = "lo"
  #else
    private static let interface = "lo0"
  #endif

  private static func clouds(_ rows: Range<Int>) -> LabelledFeatures {
    var generator = SeededGenerator(seed: 3)
    var features = LabelledFeatures(width: 6)
    for row in 0..<rows.upperBound {
      let label = row % 3
      let values = (0..<6).map { Float($0 == label ? 1 : 0) + Float.random(in: -1...1, using: &generator) }
      if rows.contains(row) { features.append(values, label: label) }
    }
    return features
  }

  private static func group(_ rank: Int, _ port: UInt16) throws -> ProcessGroup {
    try ProcessGroup(
      joining: .init(host: "127.0.0.1", port: port, rank: rank, size: 2, timeout: 20, interface: interface))
  }

  private static func heads(_ sharing: SharedFit?) throws -> [TrainedHead] {
    let (train, validation) = (clouds(0..<240), clouds(240..<300))
    let trainer = HeadTrainer(classes: 3, progress: Silent(), isBalanced: true)
    let chosen = try trainer.choose(
      train: train, validation: validation, prior: nil, decay: nil, sharing: sharing)
    let last = try trainer.refit(chosen, on: train.joined(validation), prior: nil, sharing: sharing)
    try sharing?.end()
    return [chosen, last]
  }

  @Test func theSameHeadsWithinRounding() async throws {
    let port = try ReservedPort()
    let leader = Task.detached {
      try await withCheckedThrowingContinuation { (done: CheckedContinuation<[TrainedHead], any Error>) in
        Thread.detachNewThread {
          done.resume(
            with: Result {
              let common = try CommonRun(Self.group(0, port.number))
              let own = SharedFit.Own(train: Self.clouds(0..<100), validationViews: Self.clouds(240..<270))
              return try Self.heads(SharedFit(common, own: own))
            })
        }
      }
    }
    let common = try CommonRun(Self.group(1, port.number))
    let own = SharedFit.Own(train: Self.clouds(100..<240), validationViews: Self.clouds(270..<300))
    try await SharedFit(common, own: own).follow()
    let alone = try Self.heads(nil)
    for (one, other) in zip(try await leader.value, alone) {
      #expect(one.decay == other.decay)
      #expect(zip(one.classifier.rows, other.classifier.rows).allSatisfy { abs($0 - $1) < 2e-3 })
    }
  }

  @Test func smallFitsAreNotWorthSharing() {
    #expect(SharedFit.pays(rows: 13_200, width: 1408, classes: 120, threads: 2))
    #expect(!SharedFit.pays(rows: 13_200, width: 1408, classes: 120, threads: 16))
    #expect(SharedFit.pays(rows: 60_000, width: 1280, classes: 300, threads: 16))
    #expect(!SharedFit.pays(rows: 1_000, width: 1280, classes: 10, threads: 1))
  }
}
