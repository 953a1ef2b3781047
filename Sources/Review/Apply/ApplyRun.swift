import Corpus
import Foundation
import Support

/// What a run did.
package struct ApplyOutcome: Sendable {
  /// The number of the run.
  package let run: Int
  /// Files whose label changed.
  package var relabelled = 0
  /// Files that are in the bin now.
  package var deleted = 0
  /// Files that are where they were before the run.
  package var restored = 0
  /// The table that was written or taken away; nil for files that were moved.
  package var table: String?
  /// What could not be done, one each; those files stay where they are.
  package var problems: [Problem] = []
}

extension ReviewFolder {
  /// What `apply` would move now, and what it couldn't.
  ///
  /// - Parameter dataSet: As it is on the disk, with all its parts.
  /// - Throws: `ReviewError`.
  package func plan(_ dataSet: DataSet) throws(ReviewError) -> (plan: ApplyPlan, problems: [Problem]) {
    var planner = ApplyPlanner(data: data, dataSet: dataSet, bin: bin)
    return try planner.plan(state.decisions, run: state.lastRun + 1)
  }

  /// Moves files as decided, or finishes a run that was interrupted. Killed at any moment, no file is lost, and the next call
  /// finishes.
  ///
  /// Throws `ReviewError`, also where there is nothing to do.
  package func applyMoves(_ dataSet: DataSet) throws(ReviewError) -> ApplyOutcome {
    var (plan, problems) = (try pendingPlan(), [Problem]())
    if plan == nil {
      let made = try self.plan(dataSet)
      problems = made.problems
      guard !made.plan.moves.isEmpty else {
        if problems.isEmpty { throw .nothingToApply }
        return ApplyOutcome(run: made.plan.run, problems: problems)
      }
      try write(made.plan)
      plan = made.plan
    }
    guard let plan else { throw .nothingToApply }
    let (moved, failed) = try carryOut(plan.moves.map { ($0, $0.from, $0.to) })
    // Of what couldn't be moved the decision stands, and the next run tries again.
    try record([.applied(run: plan.run, moves: moved.map(\.names))])
    return ApplyOutcome(
      run: plan.run, relabelled: moved.count { $0.names.to != nil }, deleted: moved.count { $0.names.to == nil },
      problems: problems + failed)
  }

  /// Undoes the last run, or one that was interrupted. Killed at any moment, no file is lost, and the next call finishes.
  ///
  /// Throws `ReviewError`, also where there is nothing to undo.
  package func revert() throws(ReviewError) -> ApplyOutcome {
    if let open = unfinished, !open.isUndo {
      // As if it had been finished, so that one rule holds: what the journal calls applied can be undone.
      guard let plan = try pendingPlan() else { throw .nothingToUndo }
      let moved = plan.moves.filter { ReviewPlace.isThere($0.to) }
      try record([.applied(run: plan.run, moves: moved.map(\.names))])
    }
    guard let last = state.runs.last else { throw .nothingToUndo }
    switch last.run {
    case .wrote(let file, let sha256): return try removeTable(file, sha256, run: last.number)
    case .moved(let moves): return try revert(last.number, moves)
    }
  }

  private func revert(_ run: Int, _ moves: [AppliedMove]) throws(ReviewError) -> ApplyOutcome {
    guard let plan = try readPlan(run) else { throw .unusable(path: planFile(run), reason: "it is missing or damaged") }
    try keep { () throws(FileError) in try AtomicFile.write([], to: undoMark(run)) }
    let applied = Set(moves)
    let (back, failed) = try carryOut(
      plan.moves.reversed().filter { applied.contains($0.names) }.map { ($0, $0.to, $0.from) })
    for folder in plan.makes.reversed() { rmdir(folder) }
    rmdir("\(bin)/run-\(run)")
    try record([.reverted(run: run)])
    unlink(undoMark(run))
    return ApplyOutcome(run: run, restored: back.count, problems: failed)
  }

  /// Moves each that isn't moved yet, and puts all names on the disk.
  private func carryOut(
    _ moves: [(move: ApplyPlan.Move, from: String, to: String)]
  ) throws(ReviewError) -> (moved: [ApplyPlan.Move], problems: [Problem]) {
    var (moved, problems): ([ApplyPlan.Move], [Problem]) = ([], [])
    for (move, from, target) in moves {
      try keep { () throws(FileError) in
        _ = try FolderDescriptor(making: FolderDescriptor.split(target).folder)
        switch try FileMove.move(from, to: target) {
        case .moved: moved.append(move)
        case .occupied: problems.append(Problem(file: from, reason: "Something else is at \(target) now; it was left."))
        case .missing: problems.append(Problem(file: from, reason: "It is not there any more."))
        }
      }
    }
    // One call for each file system that took part.
    for folder in Set(moves.flatMap { [$0.from, $0.to] }.map { FolderDescriptor.split($0).folder }) {
      try? FolderDescriptor(folder).synchronize()
    }
    return (moved, problems)
  }

  private func keep(_ body: () throws(FileError) -> Void) throws(ReviewError) {
    do throws(FileError) {
      try body()
    } catch {
      throw .notMoved(path: error.path, reason: error.reason)
    }
  }

  private func write(_ plan: ApplyPlan) throws(ReviewError) {
    let bytes: [UInt8]
    do {
      bytes = try SealedLine.encoded(plan)
    } catch {
      throw .unusable(path: planFile(plan.run), reason: "\(error)")
    }
    try keep { () throws(FileError) in try AtomicFile.write(bytes, to: planFile(plan.run)) }
  }

  /// The plan of a run that was begun and not finished.
  private func pendingPlan() throws(ReviewError) -> ApplyPlan? {
    guard let open = unfinished else { return nil }
    if open.isUndo { throw .unfinished(run: open.run, isUndo: true) }
    guard let plan = try readPlan(open.run) else {
      throw .unusable(path: planFile(open.run), reason: "it is damaged")
    }
    return plan
  }

  private func readPlan(_ run: Int) throws(ReviewError) -> ApplyPlan? {
    guard let file = try? RegularFile(reading: planFile(run)),
      let bytes = try? file.read(at: 0, count: file.size)
    else { return nil }
    return SealedLine.decoded(ApplyPlan.self, from: bytes.dropLast())
  }
}
