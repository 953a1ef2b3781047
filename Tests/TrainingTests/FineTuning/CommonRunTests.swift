import Foundation
import TestSupport
import Testing

@testable import Torch
@testable import Training

/// Waiting for processes that work long, fail, or are lost; ranks are threads of this process.
@Suite struct CommonRunTests {
  private enum Fate: Sendable { case works, fails, isLost }

  private let patience = Duration.seconds(3)

  /// Rank 0 waits for rank 1, whose fate is given.
  private func wait(for fate: Fate) async throws {
    #if os(Linux)
      let interface = "lo"
    #else
      let interface = "lo0"
    #endif
    let port = try ReservedPort()
    @Sendable func join(_ rank: Int) throws -> ProcessGroup {
      try ProcessGroup(
        joining: .init(host: "127.0.0.1", port: port.number, rank: rank, size: 2, timeout: 20, interface: interface))
    }
    // Rank 1 stays until rank 0 has seen what there is to see.
    let isSeen = DispatchSemaphore(value: 0)
    let patience = patience
    @Sendable func peer() throws {
      let group = try join(1)
      switch fate {
      case .works:
        let run = try CommonRun(group, patience: patience, beat: 0.1)
        // Longer than the other's patience.
        Thread.sleep(forTimeInterval: 4)
        try group.words.leave("done", under: "work 1")
        isSeen.wait()
        withExtendedLifetime(run) {}
      case .fails:
        try group.words.leave("its disk is full", under: "failed 1")
        isSeen.wait()
      case .isLost: isSeen.wait()
      }
    }
    // Begun before this task waits for it: tasks of their own would wait for a thread that joining holds.
    let (ended, end) = AsyncStream.makeStream(of: Result<Void, any Error>.self)
    Thread.detachNewThread { end.yield(Result { try peer() }) }
    let waited: Result<Void, any Error>
    do {
      let run = try CommonRun(join(0), patience: patience, beat: 0.1)
      try await run.wait(for: [1], toLeave: "work")
      waited = .success(())
    } catch { waited = .failure(error) }
    isSeen.signal()
    for await result in ended {
      try result.get()
      break
    }
    try waited.get()
  }

  @Test func aProcessThatWorksIsWaitedFor() async throws {
    let begun = ContinuousClock.now
    try await wait(for: .works)
    #expect(ContinuousClock.now - begun > patience)
  }

  @Test func aFailureIsToldByItsReason() async {
    await #expect(throws: GroupError.failed(rank: 1, reason: "its disk is full")) { try await wait(for: .fails) }
  }

  @Test func aSilentProcessIsLost() async {
    await #expect(throws: GroupError.lost(ranks: [1], reason: "no heartbeat for 3.0 seconds")) {
      try await wait(for: .isLost)
    }
  }
}
