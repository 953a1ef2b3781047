import Artifact
import Evaluation
import Foundation
import Support

/// The folder that `evaluate --report` writes: a page and its numbers.
enum ReportFolder {
  static let page = "report.html"
  static let numbers = "metrics.json"

  /// A folder counts as a report where its numbers carry the program's mark.
  static let owner = FolderOwner(
    "a report",
    recognises: { folder in
      struct Mark: Decodable { let generator: String }
      let file = URL(filePath: folder).appending(path: numbers)
      guard let size = try? FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int, size < 1 << 28,
        let text = FileManager.default.contents(atPath: file.path),
        let mark = try? JSONDecoder().decode(Mark.self, from: text)
      else { return false }
      return mark.generator == EvaluationRecord.generator
    }, owns: { [page, numbers].contains($0) })

  /// Replaces an earlier report as a whole; throws `ArtifactError`.
  static func write(_ record: EvaluationRecord, page text: String, by replacement: FolderReplacement) async throws {
    try await replacement.write { folder in
      try Data(text.utf8).write(to: folder.appending(path: page))
      try Data((JSONText.pretty(record) + "\n").utf8).write(to: folder.appending(path: numbers))
    }
  }
}
