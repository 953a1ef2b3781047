import ArgumentParser
import Commands
import Corpus
import Foundation
import Review
import Support
import Training

/// `dogbreed review apply`: what was decided becomes files or a table.
struct ReviewApplyCommand: AsyncParsableCommand {
  /// What decisions become.
  enum Target: String, ExpressibleByArgument, CaseIterable {
    case moves, csv, quarantine

    var table: CorrectedTable.Kind? { CorrectedTable.Kind(rawValue: rawValue) }
  }

  static let configuration = CommandConfiguration(
    commandName: "apply",
    abstract: "Apply what was decided on the page: move files, or write a table.",
    discussion: """
      With --to moves, files go to the folder of their new class, deleted ones to the journal's bin. With --to csv, a \
      table of all labels is written for train --labels, and with --to quarantine a list of images to leave out, which every verb \
      honours; the files then stay where they are. dogbreed review undo takes any of it back. A run that was killed is \
      finished by the next. Files that were changed or moved since they were looked at are left as they are, and the exit code \
      is then 3.

      Examples:
        dogbreed review apply photos --dry-run
        dogbreed review apply photos
        dogbreed review apply photos --to csv --out corrected.csv
      """)

  @OptionGroup var arguments: ReviewArguments

  @Option(
    help: "moves, csv or quarantine; by default moves where the labels are folders' names, and csv elsewhere.")
  var to: Target?

  @Option(
    help: "The table's place; by default labels.csv next to the journal, or quarantine.csv in the data folder.",
    transform: Place.path)
  var out: String?

  @Flag(name: .customLong("dry-run"), help: "Say what would be moved, and move nothing.")
  var dryRun = false

  func run() async throws {
    let data = try arguments.data()
    let folder = try ReviewFolder(data: data, named: arguments.journalPlace)
    let dataSet = try arguments.find(allowingNone: true)
    let target = to ?? (arguments.labelOptions.labels == nil && isMovable(dataSet) ? .moves : .csv)
    if dryRun, target == .moves {
      try folder.requireFinished()
      let (plan, problems) = try folder.plan(dataSet)
      for move in plan.moves { try Console.out("\(move.names.from) -> \(move.names.to ?? "the bin")") }
      for problem in problems { Console.error("\(problem.file): \(problem.reason)") }
      return
    }
    let outcome: ApplyOutcome
    if let table = target.table {
      let place = out.map { URL(filePath: $0).standardizedFileURL.path } ?? folder.tablePlace(table)
      if dryRun {
        try Console.out("\(place) would be written.")
        return
      }
      outcome = try folder.applyTable(table, dataSet, to: place)
    } else {
      outcome = try folder.applyMoves(dataSet)
    }
    try outcome.say()
    if target == .csv, let table = outcome.table {
      try Console.out(
        "Train with it: \(Program.name) train --data \(arguments.folder) --labels \(table) --split-column split …")
    }
    if !outcome.problems.isEmpty { throw ExitCode(3) }
  }

  private func isMovable(_ dataSet: DataSet) -> Bool { dataSet.samples.isEmpty || LabelFolders(dataSet).areFolders }

  func validate() throws {
    if out != nil, to == .moves { throw ValidationError("--out names a table, and --to moves writes none.") }
  }
}

/// `dogbreed review undo`: what was applied last is taken back.
struct ReviewUndoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "undo",
    abstract: "Take back what dogbreed review apply did last.",
    discussion: """
      Files go back to where they were, out of the bin too, and tables to what they were before. The decisions wait again, to \
      be changed on the page or applied in another way. Files that can't go back because something else is in their place \
      are left as they are, and the exit code is then 3.

      Examples:
        dogbreed review undo photos
        dogbreed review undo photos --journal my-review
      """)

  @Argument(help: "The data folder that was reviewed.", transform: Place.path)
  var folder: String

  @Option(
    help: "The folder of the journal; by default \(ReviewPlace.folderName) in the data folder.", transform: Place.path)
  var journal: String?

  func run() async throws {
    let review = try ReviewFolder(
      data: resolvedFolder(folder), named: journal.map { URL(filePath: $0).standardizedFileURL.path })
    let outcome = try review.revert()
    try outcome.say()
    if !outcome.problems.isEmpty { throw ExitCode(3) }
  }
}

extension ApplyOutcome {
  /// The result to standard output, what couldn't be done to standard error.
  fileprivate func say() throws {
    for problem in problems { Console.error("\(problem.file): \(problem.reason)") }
    try Console.out(sentence)
  }
}

extension ReviewApplyCommand: ModalOptions {
  var modes: [OptionMode] {
    arguments.labelOptions.modes + [
      OptionMode("out", isUsed: to != nil && to != .moves, "without --to csv or quarantine")
    ]
  }
}
