import Corpus
import Foundation
import Support

extension ReviewFolder {
  /// Where a table goes if no other place is named: the corrected labels among the review's own files, the list of what to leave
  /// out where every verb honours it.
  package func tablePlace(_ kind: CorrectedTable.Kind) -> String {
    kind == .csv ? "\(path)/labels.csv" : "\(data)/\(Quarantine.fileName)"
  }

  private func keptFile(_ run: Int) -> String { "\(path)/run-\(run).before" }

  /// Writes the labels as decided into a table; the images stay where they are, and so do the decisions.
  ///
  /// A table that is there is replaced only where it is what this review wrote. Throws `ReviewError`.
  package func applyTable(
    _ kind: CorrectedTable.Kind, _ dataSet: DataSet, to place: String
  ) throws(ReviewError) -> ApplyOutcome {
    try requireFinished()
    let (text, changed) = CorrectedTable.text(kind, of: dataSet, state.decisions, data: data)
    guard changed > 0 else { throw .nothingToApply }
    let run = state.lastRun + 1
    do throws(FileError) {
      if ReviewPlace.isThere(place) {
        guard let hash = try? ContentHash.of(file: URL(filePath: place)), isOurs(place, hash) else {
          throw FileError(path: place, action: "replaced", reason: "")
        }
        let old = try RegularFile(reading: place)
        try AtomicFile.write(old.read(at: 0, count: old.size), to: keptFile(run))
      }
      try AtomicFile.write(Array(text.utf8), to: place)
    } catch {
      if error.action == "replaced" { throw .foreign(path: place) }
      throw .notMoved(path: error.path, reason: error.reason)
    }
    try record([.wrote(run: run, file: place, sha256: ContentHash.of(Array(text.utf8)))])
    var outcome = ApplyOutcome(run: run)
    (outcome.relabelled, outcome.table) = (changed, place)
    return outcome
  }

  /// Whether a file's bytes are what a run of this review wrote there.
  private func isOurs(_ place: String, _ hash: String) -> Bool {
    state.runs.contains { $0.run == .wrote(file: place, sha256: hash) }
  }

  /// Takes a table away, or puts the one back that it replaced.
  func removeTable(_ place: String, _ sha256: String, run: Int) throws(ReviewError) -> ApplyOutcome {
    let now = try? ContentHash.of(file: URL(filePath: place))
    let before = (try? RegularFile(reading: keptFile(run))).flatMap { try? $0.read(at: 0, count: $0.size) }
    // A kill after the file was put back leaves it so.
    let isBack = now == before.map { ContentHash.of($0) }
    if !isBack {
      guard now == sha256 || now == nil else { throw .changed(file: place) }
      do throws(FileError) {
        if let before { try AtomicFile.write(before, to: place) } else { unlink(place) }
      } catch {
        throw .notMoved(path: error.path, reason: error.reason)
      }
    }
    try record([.reverted(run: run)])
    unlink(keptFile(run))
    var outcome = ApplyOutcome(run: run)
    outcome.table = place
    return outcome
  }
}
