import Support

/// Which traces are recorded.
package struct Sampler: Hashable, Sendable {
  /// Whether a trace that comes from elsewhere is recorded if and only if it is there.
  package let followsParent: Bool
  /// The share of the others that is recorded, from 0 to 1.
  package let share: Double

  package init(followsParent: Bool = true, share: Double = 1) {
    (self.followsParent, self.share) = (followsParent, share)
  }

  /// OpenTelemetry's name of a sampler with its argument, a share; nil for another name.
  init?(named name: String, share: Double) {
    switch name {
    case "always_on": self.init(followsParent: false, share: 1)
    case "always_off": self.init(followsParent: false, share: 0)
    case "traceidratio": self.init(followsParent: false, share: share)
    case "parentbased_always_on": self.init(share: 1)
    case "parentbased_always_off": self.init(share: 0)
    case "parentbased_traceidratio": self.init(share: share)
    default: return nil
    }
  }

  /// Whether a trace is recorded. The share is decided by the id's last 63 bits, as other programs of the trace decide it.
  package func samples(_ trace: TraceID, parent: TraceParent?) -> Bool {
    if followsParent, let parent { return parent.isSampled }
    return share >= 1 || trace.low >> 1 < UInt64(share * 0x1p63)
  }
}
