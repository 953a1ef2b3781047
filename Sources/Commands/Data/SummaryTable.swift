import Corpus
import Foundation
import Support

/// A data set for people: one class per line with its counts and a bar, then the sizes.
enum SummaryTable {
  static func text(_ summary: DataSetSummary, width: Int) -> String {
    let parts = Split.allCases.compactMap { part in summary.parts[part.rawValue].map { "\(part.rawValue) \($0)" } }
    var lines = [
      "\(summary.images) images (\(parts.joined(separator: ", "))), \(summary.classes.count) classes"
    ]
    let labels = summary.classes.map(\.label.printableName)
    let nameWidth = min(labels.map(\.count).max() ?? 0, 40)
    let most = summary.classes.map(\.total).max() ?? 1
    let digits = String(most).count
    let barWidth = max(10, width - nameWidth - digits - 6)
    for (label, item) in zip(labels, summary.classes) {
      let name = label.padding(toLength: nameWidth, withPad: " ", startingAt: 0)
      let count = String(repeating: " ", count: digits - String(item.total).count) + String(item.total)
      lines.append("  \(name)  \(count)  \(Bar.text(Double(item.total) / Double(max(most, 1)), width: barWidth))")
    }
    lines += sizes(summary.sizes)
    lines += summary.notes.map { "note    \($0)" }
    lines += summary.problems.map { "problem \($0.file.printableName): \($0.reason)" }
    return lines.joined(separator: "\n")
  }

  private static func sizes(_ sizes: DataSetSummary.Sizes) -> [String] {
    guard sizes.width.count == 3, sizes.height.count == 3 else {
      return ["sizes   none of the \(sizes.unreadable) images has a readable header"]
    }
    let kinds = sizes.kinds.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.key) \($0.value)" }
    var lines = [
      "width   \(sizes.width[0]) to \(sizes.width[2]), median \(sizes.width[1]) pixels, of \(sizes.read) images read",
      "height  \(sizes.height[0]) to \(sizes.height[2]), median \(sizes.height[1]) pixels",
      "kinds   \(kinds.joined(separator: ", "))",
    ]
    if sizes.unreadable > 0 { lines.append("unread  \(sizes.unreadable): `data check` tells why") }
    return lines
  }
}
