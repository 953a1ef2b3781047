import Foundation
import Testing

@testable import Torch
@testable import Training

/// Waiting for processes that work long, fail, or are lost; ranks are threads of this process.
@Suite struct CommonRunTests {
  private enum Fate: Sendable { case works, fails, isLost }

  /// Rank 0 waits for rank 1, whose fate is given.
  private func wait(for fate: Fate) async throws {
    #if os(Linux)
      let interface = "lo"
    #else
      let interface = "lo0"
    #endif
    var generator = SystemRandomNumberGenerator()
    let port = UInt16.random(in: 20_000...50_000, using: &generator)
    @Sendable func join(_ rank: Int) throws -> ProcessGroup {
      try ProcessGroup(
        joining: .init(host: "127.0.0.1", port: port, rank: rank, size: 2, timeout: 20, interface: interface))
    }
    Thread.detachNewThread {
      guard let group = try? join(1) else { return }
      switch fate {
      case .works:
        guard let run = try? CommonRun(group) else { return }
        // Longer than the other's patience.
        Thread.sleep(forTimeInterval: 8)
        try? run.group.words.leave("done", under: "work 1")
      case .fails: try? group.words.leave("its disk is full", under: "failed 1")
      case .isLost: break
      }
      // The other one must not be left without a peer before it has seen the word.
      Thread.sleep(forTimeInterval: 2)
    }
    try await CommonRun(try join(0), patience: .seconds(5)).wait(for: [1], toLeave: "work")
  }

  @Test func aProcessThatWorksIsWaitedFor() async throws { try await wait(for: .works) }

  @Test func aFailureIsToldByItsReason() async {
    await #expect(throws: GroupError.failed(rank: 1, reason: "its disk is full")) { try await wait(for: .fails) }
  }

  @Test func aSilentProcessIsLost() async {
    await #expect(throws: GroupError.lost(ranks: [1], reason: "no sign of life for 5.0 seconds")) {
      try await wait(for: .isLost)
    }
  }
}
