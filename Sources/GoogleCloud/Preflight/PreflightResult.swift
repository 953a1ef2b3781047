/// The result of one preflight check.
package struct PreflightResult: Sendable, Encodable, Equatable {
  package enum Verdict: String, Sendable, Encodable {
    case good, problem
    /// It could not be checked: neither good nor a problem.
    case unknown
  }

  /// What was looked at: `credentials`, `project`, `services`, `bucket`, `machine`, `image`, `model`, `quota`.
  package let check: String
  /// How bad it is.
  package let verdict: Verdict
  /// One sentence; for a problem, with what to do.
  package let words: String

  package init(_ check: String, _ verdict: Verdict, _ words: String) {
    self.check = check
    self.verdict = verdict
    self.words = words
  }

  /// As a line for people.
  package var line: String {
    let mark =
      switch verdict {
      case .good: "ok"
      case .problem: "problem"
      case .unknown: "unknown"
      }
    return "\(mark.padded(to: 8)) \(check.padded(to: 12)) \(words)"
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
