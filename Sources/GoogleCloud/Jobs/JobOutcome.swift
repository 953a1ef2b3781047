/// How a followed job ended.
package struct JobOutcome: Sendable {
  /// The job's last report.
  package let report: JobReport
  /// Its last error lines, or its last lines where none was marked as an error; at most ten.
  package let lastLines: [LogEntry]
  /// Whether it continues from a checkpoint after that.
  package let resumes: Bool
  /// How often its machines were taken away.
  package let preemptions: Int
  /// Set if it failed because no machine was available.
  package let shortage: Shortage?

  /// 0, 1, or 130 if it was cancelled.
  package var exitCode: Int32 { report.status.exitCode ?? 1 }

  /// The report of the end: for a failure, its last error lines first, then Vertex AI's own message.
  package var summary: [String] {
    let name = report.displayName ?? report.id
    let times = preemptions == 1 ? "once" : "\(preemptions) times"
    let preempted =
      preemptions > 0 ? " Machines were preempted \(times); it \(resumes ? "resumed" : "began again")." : ""
    switch report.status {
    case .succeeded: return ["\(name) succeeded." + preempted]
    case .cancelled: return ["\(name) was cancelled."]
    default:
      let words = report.error?.message.map { ": \($0)" } ?? "."
      return lastLines.map(\.text) + ["\(name) \(report.status.word)" + words]
    }
  }
}
