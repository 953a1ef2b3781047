/// A check as one self-contained HTML page: a table of findings, then each finding with its images.
package enum CheckupPage {
  /// Findings of one kind, and images of one finding, that are shown; the JSON output has all.
  static let findingLimit = 40
  static let imageLimit = 12

  /// The files that the page shows, each once, in order.
  package static func images(in report: CheckupReport) -> [String] {
    var seen: Set<String> = []
    return shown(report).flatMap { $0.1.flatMap { $0.images.prefix(imageLimit).map(\.file) } }.filter {
      seen.insert($0).inserted
    }
  }

  /// - Parameter thumbnails: `data:` addresses by file; a file without one is shown by name only.
  package static func html(_ report: CheckupReport, thumbnails: [String: String]) throws -> String {
    let kinds = shown(report).map { kind, findings in
      let count = report.counts[kind.rawValue] ?? 0
      return [
        "kind": kind.rawValue, "title": kind.title, "grade": findings.first?.grade.rawValue ?? "", "count": count,
        "findings": findings.map { values($0, thumbnails) },
        "more": PageTemplates.more(count, than: findings.count),
      ] as [String: Any]
    }
    return try PageTemplates.render(
      "checkup",
      [
        "title": "Data check", "folders": report.folders.joined(separator: ", "), "images": report.images,
        "parts": PageTemplates.parts(report.parts), "classes": report.classes,
        "hasFindings": !report.findings.isEmpty, "kinds": kinds, "hasNotes": !report.notes.isEmpty,
        "notes": report.notes,
      ])
  }

  private static func shown(_ report: CheckupReport) -> [(FindingKind, [Finding])] {
    let byKind = Dictionary(grouping: report.findings, by: \.kind)
    // The order of the findings: a kind stands where its worst does.
    var kinds: [FindingKind] = []
    for finding in report.findings where !kinds.contains(finding.kind) { kinds.append(finding.kind) }
    return kinds.map { ($0, Array((byKind[$0] ?? []).prefix(findingLimit))) }
  }

  private static func values(_ finding: Finding, _ thumbnails: [String: String]) -> [String: Any] {
    [
      "grade": finding.grade.rawValue, "detail": finding.detail, "distance": finding.distance.map(String.init) ?? false,
      "figures": finding.images.prefix(imageLimit).map { PageTemplates.figure($0, thumbnails[$0.file]) },
      "more": PageTemplates.more(finding.images.count, than: imageLimit),
    ]
  }
}
