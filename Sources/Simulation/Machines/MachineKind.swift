/// A machine that serves: what it has, and how its server admits.
package struct MachineKind: Sendable, Hashable {
  /// Cores, each of which works on one image.
  package var cores: Int
  /// Images processed at a time (`--width`), which share the cores.
  package var width: Int
  /// Images that may wait (`--queue`).
  package var queue: Int
  /// Seconds after which a request is given up (`--deadline`).
  package var deadline: Double
  /// Seconds from being asked for to the first answer.
  package var start: Double

  package init(cores: Int, width: Int? = nil, queue: Int = 64, deadline: Double = 30, start: Double = 0) {
    (self.cores, self.queue, self.deadline, self.start) = (cores, queue, deadline, start)
    self.width = width ?? 2 * cores + 1
  }
}
