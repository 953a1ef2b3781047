/// A check as one self-contained HTML page: a table of what was found, then each finding with its pictures.
package enum CheckupPage {
  /// Findings of one kind, and pictures of one finding, that are shown; the JSON output has all.
  static let findingLimit = 40
  static let pictureLimit = 12

  /// The files that the page shows, each once, in order.
  package static func pictures(in report: CheckupReport) -> [String] {
    var seen: Set<String> = []
    return shown(report).flatMap { $0.1.flatMap { $0.pictures.prefix(pictureLimit).map(\.file) } }.filter {
      seen.insert($0).inserted
    }
  }

  /// - Parameter thumbnails: `data:` addresses by file; a file without one is shown by its name alone.
  package static func html(_ report: CheckupReport, thumbnails: [String: String]) -> String {
    let sections = shown(report).map { kind, findings in
      let count = report.counts[kind.rawValue] ?? 0
      let more = count > findings.count ? "<p>And \(count - findings.count) more.</p>" : ""
      let blocks = findings.map { block($0, thumbnails) }.joined(separator: "\n")
      return "<h2 id=\"\(kind.rawValue)\">\(HTMLText.escaped(kind.title)): \(count)</h2>\n\(blocks)\n\(more)"
    }
    let body = [header(report), summary(report)] + sections + [notes(report)]
    return HTMLText.page(title: "Data check", body: body.joined(separator: "\n"))
  }

  private static func shown(_ report: CheckupReport) -> [(FindingKind, [Finding])] {
    let byKind = Dictionary(grouping: report.findings, by: \.kind)
    // The order of the findings: a kind stands where its worst does.
    var kinds: [FindingKind] = []
    for finding in report.findings where !kinds.contains(finding.kind) { kinds.append(finding.kind) }
    return kinds.map { ($0, Array((byKind[$0] ?? []).prefix(findingLimit))) }
  }

  private static func header(_ report: CheckupReport) -> String {
    let parts = Split.allCases.compactMap { part in report.parts[part.rawValue].map { "\(part.rawValue) \($0)" } }
    let folders = report.folders.map(HTMLText.escaped).joined(separator: ", ")
    return "<h1>Data check</h1>\n<p>\(folders): \(report.pictures) pictures (\(parts.joined(separator: ", "))), "
      + "\(report.classes) classes.</p>"
  }

  private static func summary(_ report: CheckupReport) -> String {
    guard !report.findings.isEmpty else { return "<p>Nothing was found.</p>" }
    let rows = shown(report).map { kind, findings in
      let grade = findings.first?.grade.rawValue ?? ""
      return "<tr><td class=\"\(grade)\"><a href=\"#\(kind.rawValue)\">\(HTMLText.escaped(kind.title))</a></td>"
        + "<td class=\"n\">\(report.counts[kind.rawValue] ?? 0)</td></tr>"
    }
    return "<table>\n\(rows.joined(separator: "\n"))\n</table>"
  }

  private static func block(_ finding: Finding, _ thumbnails: [String: String]) -> String {
    let figures = finding.pictures.prefix(pictureLimit).map { figure($0, thumbnails[$0.file]) }
    let more = finding.pictures.count > pictureLimit ? "<p>And \(finding.pictures.count - pictureLimit) more.</p>" : ""
    let distance = finding.distance.map { " (\($0) of 256 bits differ)" } ?? ""
    return "<div class=\"\(finding.grade.rawValue)\"><p>\(HTMLText.escaped(finding.detail))\(distance)</p>"
      + "<div class=\"sheet\">\(figures.joined())</div>\(more)</div>"
  }

  static func figure(_ picture: FoundPicture, _ address: String?) -> String {
    let name = picture.file.split(separator: "/").last.map(String.init) ?? picture.file
    let image = address.map { "<img alt=\"\" src=\"\($0)\">" } ?? "<span class=\"none\">no picture</span>"
    return "<figure title=\"\(HTMLText.escaped(picture.file))\">\(image)<figcaption>"
      + "\(HTMLText.escaped(picture.label)), \(picture.split.rawValue)<br>\(HTMLText.escaped(name))</figcaption></figure>"
  }

  private static func notes(_ report: CheckupReport) -> String {
    guard !report.notes.isEmpty else { return "" }
    return "<h2>Notes</h2>\n<ul>\(report.notes.map { "<li>\(HTMLText.escaped($0))</li>" }.joined())</ul>"
  }
}
