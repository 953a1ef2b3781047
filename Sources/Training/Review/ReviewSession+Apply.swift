import Corpus
import Foundation
import Review
import Support
import Taxonomy

extension ReviewSession {
  /// Applies what was decided: moves files, or writes a table.
  ///
  /// Throws `ReviewError`, `CorpusError`.
  package func apply(_ kind: CorrectedTable.Kind?) throws -> ReviewReply {
    let dataSet = try options.find()
    let outcome: ApplyOutcome
    let said: String
    if let kind {
      outcome = try folder.applyTable(kind, dataSet, to: folder.tablePlace(kind))
      said = outcome.sentence
    } else {
      outcome = try folder.applyMoves(dataSet)
      said = outcome.sentence
      if case .moved(let moves)? = folder.state.runs.last?.run { rename(moves) }
    }
    return reply(nil, said: said, problems: outcome.problems.map { "\($0.file): \($0.reason)" })
  }

  /// Undoes what was applied last.
  ///
  /// Throws `ReviewError`.
  package func revert() throws -> ReviewReply {
    let last = folder.state.runs.last?.run
    let outcome = try folder.revert()
    if case .moved(let moves)? = last {
      for move in moves { bringBack(move) }
      renumber()
      follow()
    }
    return reply(nil, said: outcome.sentence, problems: outcome.problems.map { "\($0.file): \($0.reason)" })
  }

  private func rename(_ moves: [AppliedMove]) {
    let dataSet = try? options.find()
    let ids = Dictionary(
      (dataSet?.samples ?? []).map { ($0.path, dataSet?.classes[$0.classIndex].id) }
    ) { first, _ in first }
    for move in moves {
      guard let number = numbers[move.from] else { continue }
      guard let to = move.to else {
        images[number].isGone = true
        continue
      }
      place(number, at: to)
      images[number].label = ids[images[number].sample.path] ?? images[number].label
    }
    renumber()
  }

  private func bringBack(_ move: AppliedMove) {
    if let to = move.to, let number = numbers[to] {
      place(number, at: move.from)
    } else if let number = numbers[move.from] {
      images[number].isGone = false
    }
    if let number = images.firstIndex(where: { $0.name == move.from }) {
      images[number].label = folder.state.decisions[move.from]?.image.was
    }
  }

  private func place(_ number: Int, at name: String) {
    let path = ReviewPlace.path(of: name, below: options.data)
    let old = images[number].sample
    let root = path.beginsBytewise(with: old.root + "/") ? old.root : FolderDescriptor.split(path).folder
    let below = ReviewPlace.name(of: path, below: root)
    let parts = FolderDescriptor.split(below)
    var sample = Sample(
      root: root, folder: parts.folder == "." ? "" : parts.folder, baseName: parts.name, classIndex: old.classIndex,
      split: old.split)
    sample.crop = old.crop
    images[number].sample = sample
    images[number].name = name
  }

  private func renumber() {
    numbers = [:]
    for (number, image) in images.enumerated() where !image.isGone { numbers[image.name] = number }
    for (number, image) in images.enumerated() where image.isGone && numbers[image.name] == nil {
      numbers[image.name] = number
    }
  }
}

extension ApplyOutcome {
  /// What a run did, for people.
  package var sentence: String {
    if let table {
      return restored > 0 || relabelled == 0 ? "\(table) is as it was before." : "\(table) says \(relabelled) changes."
    }
    if restored > 0 { return "Files that are where they were: \(restored)." }
    return "Files with another label now: \(relabelled); in the bin: \(deleted)."
  }
}
