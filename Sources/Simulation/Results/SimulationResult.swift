/// What came of a simulated time.
package struct SimulationResult: Encodable, Sendable, Hashable {
  /// Images that came.
  package var arrived = 0
  /// Images that got an answer in time.
  package var answered = 0
  /// Images that were turned away: 503.
  package var refused = 0
  /// Images whose time was over: 504.
  package var late = 0
  /// Seconds from an image's coming to its answer: mean, median and the 99th percentile of those that were answered.
  package var mean = 0.0, median = 0.0, p99 = 0.0
  /// Machines: in the mean, and the most at a time.
  package var machines = 0.0, mostMachines = 0
  /// Hours of all machines, from being asked for to their end.
  package var machineHours = 0.0
  /// The share of the serving machines' cores that worked.
  package var utilisation = 0.0
  /// The longest that anybody was told to wait before coming again, in seconds.
  package var longestRetryAfter = 0

  /// The share of those that came that was answered.
  package var share: Double { arrived == 0 ? 1 : Double(answered) / Double(arrived) }
}
