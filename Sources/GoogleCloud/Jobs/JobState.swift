/// A custom job's state.
package enum JobState: Sendable, Equatable {
  case queued, pending, running, updating, paused, cancelling
  case succeeded, failed, cancelled, expired, partiallySucceeded
  /// A state unknown to this program.
  case other(String)

  private static let names: [(String, JobState)] = [
    ("QUEUED", .queued), ("PENDING", .pending), ("RUNNING", .running), ("UPDATING", .updating), ("PAUSED", .paused),
    ("CANCELLING", .cancelling), ("SUCCEEDED", .succeeded), ("FAILED", .failed), ("CANCELLED", .cancelled),
    ("EXPIRED", .expired), ("PARTIALLY_SUCCEEDED", .partiallySucceeded),
  ]

  /// From `JOB_STATE_…`.
  package init(wire: String) {
    let name = wire.hasPrefix("JOB_STATE_") ? String(wire.dropFirst(10)) : wire
    self = Self.names.first { $0.0 == name }?.1 ?? .other(String(name.prefix(40)))
  }

  /// The last part of the API's name, in lower case.
  package var word: String {
    if case .other(let name) = self { return name.lowercased() }
    return (Self.names.first { $0.1 == self }?.0 ?? "unknown").lowercased()
  }

  /// Whether the state is final.
  package var isFinal: Bool {
    switch self {
    case .succeeded, .failed, .cancelled, .expired, .partiallySucceeded: true
    case .queued, .pending, .running, .updating, .paused, .cancelling, .other: false
    }
  }

  /// Whether it waits for machines.
  package var isWaiting: Bool { self == .queued || self == .pending }

  /// The exit code for a program that followed the job: 0, 1, or 130 if it was cancelled; nil before the end.
  package var exitCode: Int32? {
    switch self {
    case .succeeded: 0
    case .cancelled: 130
    case .failed, .expired, .partiallySucceeded: 1
    case .queued, .pending, .running, .updating, .paused, .cancelling, .other: nil
    }
  }
}
