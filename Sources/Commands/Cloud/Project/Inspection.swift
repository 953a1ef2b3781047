import GoogleCloud
import Support
import Transport

/// Preflight findings: reported on standard error, and an error if one is a problem.
enum Inspection {
  private struct Report: Encodable { let findings: [PreflightResult] }

  /// Throws `InspectionError` if there are problems; with `json`, all findings then go to standard output.
  static func report(_ findings: [PreflightResult], json: Bool) throws {
    for finding in findings { Console.error(finding.line) }
    let problems = findings.filter { $0.verdict == .problem }
    guard !problems.isEmpty else { return }
    if json { try Console.out(JSONText.pretty(Report(findings: findings))) }
    throw InspectionError(problems: problems.map(\.words))
  }

  /// A finding for what throws a `CloudError` of its own, such as a machine that doesn't support its GPU.
  static func finding(_ check: String, _ good: String, _ look: () throws(CloudError) -> Void) -> PreflightResult {
    do throws(CloudError) {
      try look()
      return PreflightResult(check, .good, good)
    } catch {
      return PreflightResult(check, .problem, error.description)
    }
  }
}

/// What must be fixed first.
struct InspectionError: Error, CustomStringConvertible {
  let problems: [String]

  var description: String {
    problems.count == 1 ? problems[0] : "\(problems.count) problems must be fixed first; they are listed above."
  }
}
