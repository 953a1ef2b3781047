import GoogleCloud

/// Findings before the work: told on standard error, and a reason to stop where one is a problem.
enum Inspection {
  private struct Report: Encodable { let findings: [PreflightResult] }

  /// Throws `InspectionError` where there are problems; with `json` all findings go to standard output then.
  static func report(_ findings: [PreflightResult], json: Bool) throws {
    for finding in findings { Console.error(finding.line) }
    let problems = findings.filter { $0.verdict == .problem }
    guard !problems.isEmpty else { return }
    if json { Console.out(JSONText.pretty(Report(findings: findings))) }
    throw InspectionError(problems: problems.map(\.words))
  }

  /// A finding for what throws a `CloudError` of its own, such as a machine that doesn't go with its GPU.
  static func finding(_ check: String, _ good: String, _ look: () throws(CloudError) -> Void) -> PreflightResult {
    do throws(CloudError) {
      try look()
      return PreflightResult(check, .good, good)
    } catch {
      return PreflightResult(check, .problem, error.description)
    }
  }
}

/// What must be put right first.
struct InspectionError: Error, CustomStringConvertible {
  let problems: [String]

  var description: String {
    problems.count == 1 ? problems[0] : "\(problems.count) problems must be put right first; they are named above."
  }
}
