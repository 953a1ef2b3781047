/// A time of arrivals through machines that come and go, whose servers admit as the real one does: the same queue, slots, deadline
/// and time to come again, in simulated time.
///
/// Each image goes to a machine by chance, as Kubernetes' services and many balancers send connections. Those that are turned away
/// don't come again.
package struct BurstSimulation: Sendable {
  /// When images come.
  let arrivals: Arrivals
  /// How much work they are.
  let work: Work
  /// What serves them.
  let kind: MachineKind
  /// How many machines there are.
  let scaling: Autoscaler
  /// How long images come, in seconds.
  let seconds: Double

  package init(
    arrivals: Arrivals, work: Work, kind: MachineKind, scaling: Autoscaler, seconds: Double = Arrivals.day
  ) {
    (self.arrivals, self.work, self.kind, self.scaling, self.seconds) = (arrivals, work, kind, scaling, seconds)
  }

  /// Runs until all images that came are answered or given up; the same generator gives the same result.
  package func run(using generator: inout some RandomNumberGenerator) -> SimulationResult {
    var (result, times) = (SimulationResult(), LatencyHistogram())
    var (fleet, scaling) = (Fleet(kind), scaling)
    fleet.resize(to: scaling.least, at: 0, readyAt: 0)
    var nextArrival = arrivals.next(after: 0, using: &generator)
    var (nextDecision, time) = (Autoscaler.period, 0.0)
    while true {
      if nextArrival >= seconds { nextArrival = .infinity }
      let (index, end) = Self.soonest(fleet.ends)
      let now = min(nextArrival, end, nextDecision, fleet.nextReady)
      if nextArrival == .infinity, fleet.isIdle { break }
      time = now
      if now == nextArrival {
        arrive(at: now, &fleet, &result, using: &generator)
        nextArrival = arrivals.next(after: now, using: &generator)
      } else if now == end {
        if let came = fleet.with(index, { $0.finish(at: now) { _ in result.late += 1 } }) {
          if now - came <= kind.deadline {
            result.answered += 1
            times.add(now - came)
          } else {
            result.late += 1
          }
        }
        if fleet.members[index].phase == .draining { fleet.settle(at: now) }
      } else if now == nextDecision {
        let samples = fleet.samples(at: now)
        let wanted = scaling.desired(at: now, samples, of: fleet.count)
        fleet.resize(to: wanted, at: now, readyAt: now + kind.start)
        result.mostMachines = max(result.mostMachines, fleet.count)
        nextDecision += Autoscaler.period
      } else {
        fleet.settle(at: now)
      }
    }
    time = max(seconds, time)
    fleet.close(at: time)
    result.mostMachines = max(result.mostMachines, scaling.least)
    (result.mean, result.median, result.p99) = (times.mean, times.quantile(0.5), times.quantile(0.99))
    result.machineHours = fleet.seconds / 3600
    result.machines = fleet.seconds / time
    result.utilisation = fleet.busy / (fleet.served * Double(kind.cores))
    return result
  }

  private func arrive(
    at now: Double, _ fleet: inout Fleet, _ result: inout SimulationResult,
    using generator: inout some RandomNumberGenerator
  ) {
    result.arrived += 1
    let work = work.draw(using: &generator)
    guard let index = fleet.serving.randomElement(using: &generator) else {
      result.refused += 1
      return
    }
    let reception = fleet.with(index) { $0.arrive(work, at: now) { _ in result.late += 1 } }
    if reception == .refused {
      result.refused += 1
      result.longestRetryAfter = max(result.longestRetryAfter, fleet.members[index].machine.retryAfter)
    }
  }

  private static func soonest(_ times: [Double]) -> (index: Int, time: Double) {
    var (index, soonest) = (0, Double.infinity)
    for (place, time) in times.enumerated() where time < soonest { (index, soonest) = (place, time) }
    return (index, soonest)
  }
}
