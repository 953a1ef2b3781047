import Simulation
import TestSupport
import Testing

/// The simulation's plain cases against what queueing theory says of them.
@Suite struct QueueingTheoryTests {
  private func run(
    rate: Double, _ work: Work, cores: Int, width: Int, queue: Int = 1_000_000, machines: Int = 1, seconds: Double
  ) -> SimulationResult {
    var generator = SeededGenerator(seed: 11)
    return BurstSimulation(
      arrivals: Arrivals(mean: rate), work: work,
      kind: MachineKind(cores: cores, width: width, queue: queue, deadline: 1e9),
      scaling: Autoscaler(.fixed, least: machines, most: machines), seconds: seconds
    ).run(using: &generator)
  }

  /// The probability that one has to wait in M/M/c, and the one that it is lost in M/M/c/c (Erlang 1917).
  private func erlang(load: Double, servers: Int) -> (waits: Double, isLost: Double) {
    var lost = 1.0
    for server in 1...servers { lost = load * lost / (Double(server) + load * lost) }
    let use = load / Double(servers)
    return (lost / (1 - use * (1 - lost)), lost)
  }

  /// M/D/1: λ S² ÷ 2 (1 − ρ) in the queue (Pollaczek and Khinchine).
  @Test(arguments: [0.3, 0.6, 0.85]) func constantWorkOnOneCore(_ load: Double) {
    let work = 0.01
    let result = run(rate: load / work, .constant(work), cores: 1, width: 1, seconds: 8000)
    let expected = work + load * work / (2 * (1 - load))
    #expect(abs(result.mean / expected - 1) < 0.03, "\(result.mean) against \(expected)")
    #expect(result.answered == result.arrived && abs(result.utilisation - load) < 0.01)
  }

  /// M/M/c: Erlang's C ÷ (c μ − λ) in the queue.
  @Test(arguments: [(1, 0.7), (2, 0.8), (4, 0.8)]) func exponentialWorkOnSeveralCores(_ cores: Int, _ load: Double) {
    let work = 0.02
    let rate = load * Double(cores) / work
    let result = run(rate: rate, .exponential(work), cores: cores, width: cores, seconds: 5000)
    let waits = erlang(load: load * Double(cores), servers: cores).waits
    let expected = work + waits / (Double(cores) / work - rate)
    #expect(abs(result.mean / expected - 1) < 0.04, "\(result.mean) against \(expected)")
  }

  /// M/M/c without a queue: Erlang's B is turned away, and only the mean of the work matters for it.
  @Test(arguments: [Work.exponential(0.02), .constant(0.02)]) func withoutAQueueErlangsShareIsTurnedAway(_ work: Work) {
    let result = run(rate: 150, work, cores: 4, width: 4, queue: 0, seconds: 5000)
    let lost = erlang(load: 3, servers: 4).isLost
    #expect(abs(Double(result.refused) / Double(result.arrived) - lost) < 0.004)
    #expect(result.answered + result.refused == result.arrived)
  }

  /// Shared cores: S ÷ (1 − ρ), whatever the work's distribution (Kleinrock 1967).
  @Test(arguments: [Work.exponential(0.02), .constant(0.02), .either(0.01, 0.06, share: 0.2)])
  func aSharedCoreSlowsAllAlike(_ work: Work) {
    let result = run(rate: 35, work, cores: 1, width: 100_000, seconds: 5000)
    let expected = work.mean / (1 - 35 * work.mean)
    #expect(abs(result.mean / expected - 1) < 0.04, "\(result.mean) against \(expected)")
  }

  /// Chance among machines leaves each a Poisson process of its own.
  @Test func machinesShareWhatComes() {
    let result = run(rate: 240, .constant(0.01), cores: 1, width: 1, machines: 3, seconds: 3000)
    let expected = 0.01 + 0.8 * 0.01 / (2 * 0.2)
    #expect(abs(result.mean / expected - 1) < 0.04, "\(result.mean) against \(expected)")
    #expect(abs(result.machines - 3) < 0.01)
  }
}
