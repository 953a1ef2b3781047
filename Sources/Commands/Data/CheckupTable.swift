import Corpus
import Foundation
import Support

/// A data check for people: what was found and how often, then the first findings of each kind.
enum CheckupTable {
  private static let findingLimit = 5
  private static let imageLimit = 4

  static func text(_ report: CheckupReport) -> String {
    let parts = Split.allCases.compactMap { part in report.parts[part.rawValue].map { "\(part.rawValue) \($0)" } }
    var lines = ["\(report.images) images (\(parts.joined(separator: ", "))), \(report.classes) classes"]
    lines += report.notes.map { "note      \($0)" }
    guard !report.findings.isEmpty else { return (lines + ["No problems found."]).joined(separator: "\n") }
    let byKind = Dictionary(grouping: report.findings, by: \.kind)
    var kinds: [FindingKind] = []
    for finding in report.findings where !kinds.contains(finding.kind) { kinds.append(finding.kind) }
    for kind in kinds {
      guard let findings = byKind[kind], let first = findings.first else { continue }
      lines.append("")
      lines.append("\(grade(first.grade)) \(kind.title): \(findings.count)\(pairs(kind, report))")
      for finding in findings.prefix(findingLimit) { lines += block(finding) }
      if findings.count > findingLimit { lines.append("            … and \(findings.count - findingLimit) more") }
    }
    return lines.joined(separator: "\n")
  }

  private static func grade(_ grade: Grade) -> String {
    grade.rawValue.padding(toLength: 9, withPad: " ", startingAt: 0)
  }

  private static func pairs(_ kind: FindingKind, _ report: CheckupReport) -> String {
    guard kind == .nearDuplicate else { return "" }
    let pairs = report.nearPairs
    return " groups of \(pairs.pairs) pairs, \(pairs.acrossClasses) across classes, \(pairs.acrossSplits) across splits"
  }

  private static func block(_ finding: Finding) -> [String] {
    let distance = finding.distance.map { " (\($0) of 256 bits differ)" } ?? ""
    // A finding about one image fits on one line.
    if let only = finding.images.first, finding.images.count == 1 {
      return ["          \(only.file.printableName): \(finding.detail.printableName)"]
    }
    var lines = ["          \(finding.detail.printableName)\(distance)"]
    lines += finding.images.prefix(imageLimit).map { "            \($0.file.printableName)" }
    if finding.images.count > imageLimit {
      lines.append("            … and \(finding.images.count - imageLimit) more")
    }
    return lines
  }
}
