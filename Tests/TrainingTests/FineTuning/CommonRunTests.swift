import Foundation
import TestSupport
import Testing

@testable import Torch
@testable import Training

/// Waiting for processes that work long, fail, or are lost; ranks are threads of this process.
@Suite struct CommonRunTests {
  private enum Fate: Sendable { case works, fails, isLost }

  /// Rank 0 waits for rank 1, whose fate is given.
  private func wait(for fate: Fate, patience: Duration = .seconds(60)) async throws {
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
    @Sendable func peer() throws {
      let group = try join(1)
      switch fate {
      case .works:
        let run = try CommonRun(group, patience: patience, beat: 0.1)
        // Works until several of its beats have been seen.
        var seen: Set<String> = []
        while seen.count < 3 {
          if let beat = try group.words.word(under: Pulse.key(1)) { seen.insert(beat) }
          Thread.sleep(forTimeInterval: 0.01)
        }
        try group.words.leave("done", under: "work 1")
        isSeen.wait()
        withExtendedLifetime(run) {}
      case .fails:
        try group.words.leave("its disk is full", under: "failed 1")
        isSeen.wait()
      case .isLost:
        try Hosts.tell(group)
        isSeen.wait()
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

  private static let host =
    (try? String(contentsOfFile: "/proc/sys/kernel/hostname", encoding: .utf8))?
    .trimmingCharacters(in: .newlines) ?? ProcessInfo.processInfo.hostName

  @Test func aProcessThatWorksIsWaitedFor() async throws {
    try await wait(for: .works)
  }

  @Test func aFailureIsToldByItsReason() async {
    await #expect(throws: GroupError.failed(rank: 1, reason: "its disk is full")) { try await wait(for: .fails) }
  }

  @Test func aSilentProcessIsLost() async {
    await #expect {
      try await wait(for: .isLost, patience: .milliseconds(250))
    } throws: { error in
      guard case GroupError.lost(let ranks, let hosts, let reason) = error else { return false }
      return ranks == [1] && hosts == [Self.host] && reason == "no heartbeat for 0.25 seconds"
        && "\(error)".contains("Process 1 was lost on \(Self.host) (")
    }
  }

  /// In a time of its own: changing beats keep a process alive however long it works, equal ones only for the patience.
  @Test func whoseBeatStopsIsLost() {
    let begin = ContinuousClock.now
    var beats = Heartbeats(patience: .seconds(25))
    #expect(!beats.isLost(1, at: begin + .seconds(1000)))
    for second in stride(from: 0, through: 3600, by: 20) {
      let now = begin + .seconds(second)
      #expect(!beats.isLost(1, at: now), "\(second)")
      beats.heard("\(second)", from: 1, at: now)
    }
    for (after, isLost) in [(20, false), (25, false), (26, true)] {
      let now = begin + .seconds(3600 + after)
      beats.heard("3600", from: 1, at: now)
      #expect(beats.isLost(1, at: now) == isLost, "\(after)")
    }
    // One that has sent nothing yet has the same time, from the first look at it.
    beats.heard(nil, from: 2, at: begin)
    #expect(!beats.isLost(2, at: begin + .seconds(25)) && beats.isLost(2, at: begin + .seconds(26)))
  }
}
