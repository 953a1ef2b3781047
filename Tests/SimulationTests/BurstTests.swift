import Simulation
import TestSupport
import Testing

@Suite struct BurstTests {
  private func run(
    _ rule: Autoscaler.Rule, start: Double = 1, arrivals: Arrivals = Arrivals(mean: 100), kind: MachineKind? = nil,
    least: Int = 2, seed: UInt64 = 5, seconds: Double = 3600
  ) -> SimulationResult {
    var generator = SeededGenerator(seed: seed)
    return BurstSimulation(
      arrivals: arrivals, work: .constant(2.0 / 89), kind: kind ?? MachineKind(cores: 2, start: start),
      scaling: Autoscaler(rule, least: least, most: 50), seconds: seconds
    ).run(using: &generator)
  }

  @Test func theSameSeedGivesTheSameDay() {
    let burst = Arrivals(mean: 100, bursts: [.init(start: 600, end: 900, factor: 5)])
    let one = run(.images(target: 4), arrivals: burst)
    #expect(one == run(.images(target: 4), arrivals: burst))
    #expect(one != run(.images(target: 4), arrivals: burst, seed: 6))
    #expect(one.answered + one.refused + one.late == one.arrived)
  }

  /// One machine that gets twice what it can: half is answered, the queue's length says how soon, and the others are told when to
  /// come again.
  @Test func tooMuchIsTurnedAwayAtOnce() {
    let result = run(.fixed, arrivals: Arrivals(mean: 178), least: 1)
    #expect(abs(result.share - 0.5) < 0.01)
    #expect(result.late == 0 && result.utilisation > 0.99)
    let wait = (64.0 + 5) / 89
    #expect(abs(result.median - wait) < 0.05 && result.p99 < 1.2 * wait)
    #expect(result.longestRetryAfter == 1)
  }

  /// A queue that is longer than the deadline does harm: whoever's turn comes has waited so long that the answer is late. A shorter
  /// one answers as many as there is work for.
  @Test func theDeadlineEndsWaiting() {
    let arrivals = Arrivals(mean: 178)
    let long = run(.fixed, arrivals: arrivals, kind: MachineKind(cores: 2, queue: 10_000, deadline: 2), least: 1)
    #expect(long.refused == 0 && long.p99 <= 2.001 && long.share < 0.1)
    #expect(long.answered + long.late == long.arrived)
    let short = run(.fixed, arrivals: arrivals, kind: MachineKind(cores: 2, queue: 64, deadline: 2), least: 1)
    #expect(short.late == 0 && abs(short.share - 0.5) < 0.01)
  }

  /// Machines that take a minute to come help a burst less than those that are there at once, and neither rule loses anything
  /// where there is enough of them.
  @Test func machinesThatComeSoonerAnswerMore() {
    let burst = Arrivals(mean: 100, bursts: [.init(start: 600, end: 1200, factor: 6)])
    for rule in [Autoscaler.Rule.images(target: 4), .processors(target: 0.7)] {
      let (soon, late) = (run(rule, start: 1, arrivals: burst), run(rule, start: 60, arrivals: burst))
      #expect(soon.share > late.share, "\(rule)")
      #expect(soon.mostMachines > 4)
      #expect(run(rule, arrivals: Arrivals(mean: 20)).share == 1)
    }
  }

  @Test func ratesFollowTheDay() {
    let arrivals = Arrivals(mean: 10, swing: 0.5, bursts: [.init(start: 43_200, end: 43_300, factor: 3)])
    #expect(abs(arrivals.rate(at: 0) - 5) < 1e-9 && abs(arrivals.rate(at: 43_200) - 45) < 1e-9)
    #expect(abs(arrivals.rate(at: 43_300) - 15) < 0.01 && abs(arrivals.rate(at: 21_600) - 10) < 1e-9)
  }
}
