import Corpus
import Foundation
import Support

/// What `apply` is to move, in an order in which it can be done and undone.
package struct ApplyPlan: Codable, Hashable, Sendable {
  package struct Move: Codable, Hashable, Sendable {
    /// The image's name before and after, as the journal has it.
    package let names: AppliedMove
    /// Its absolute path before.
    package let from: String
    /// Its absolute path after.
    package let to: String
  }

  /// The number of the run.
  package let run: Int
  /// The files to move.
  package let moves: [Move]
  /// Folders that come to be, the outer ones first.
  package let makes: [String]

  /// How many of the moves change a label.
  package var relabelled: Int { moves.count { $0.names.to != nil } }
  /// How many of them put a file into the bin.
  package var deleted: Int { moves.count { $0.names.to == nil } }
}

/// Works out a plan from decisions and from what is on the disk now.
package struct ApplyPlanner {
  let data: String
  let dataSet: DataSet
  let bin: String
  private let folders: LabelFolders
  private let samples: [String: Sample]
  private var taken: Set<ByteName> = []
  private var moves: [ApplyPlan.Move] = []
  private var problems: [Problem] = []

  /// - Parameters:
  ///   - data: The data folder's absolute path, that names are below.
  ///   - bin: The folder for deleted files.
  package init(data: String, dataSet: DataSet, bin: String) {
    (self.data, self.dataSet, self.bin) = (data, dataSet, bin)
    folders = LabelFolders(dataSet)
    samples = Dictionary(dataSet.samples.map { (ReviewPlace.name(of: $0.path, below: data), $0) }) { first, _ in first }
  }

  /// The plan, with what can't be done as decided and why, one each: those files stay where they are.
  ///
  /// Throws `ReviewError.notFolders` where no label can be changed by moving a file.
  package mutating func plan(
    _ decisions: [String: ReviewState.Decision], run: Int
  ) throws(ReviewError) -> (plan: ApplyPlan, problems: [Problem]) {
    let wanted = decisions.values.filter(\.changesFiles).sorted { $0.image.name < $1.image.name }
    for decision in wanted {
      let path = ReviewPlace.path(of: decision.image.name, below: data)
      switch decision.verdict {
      case .deleted: add(decision, path, to: "\(bin)/run-\(run)", isBin: true)
      case .label(let id):
        if let sample = samples[decision.image.name] {
          guard let folder = folders.folder(for: sample, labelled: id) else {
            if !folders.areFolders { throw .notFolders(data: data) }
            problems.append(
              Problem(file: path, reason: "Its label isn't its folder's name, so it was left; use --to csv."))
            continue
          }
          add(decision, path, to: folder, isBin: false)
        } else if decision.image.was != nil {
          problems.append(
            Problem(file: path, reason: "The data set doesn't hold it now; a \(Quarantine.fileName) may leave it out."))
        } else {
          if !folders.areFolders, !dataSet.samples.isEmpty { throw .notFolders(data: data) }
          add(decision, path, to: folders.folder(forNew: id, root: data), isBin: false)
        }
      case .unsure, .skipped: break
      }
    }
    return (ApplyPlan(run: run, moves: moves, makes: makes()), problems)
  }

  private mutating func add(_ decision: ReviewState.Decision, _ path: String, to folder: String, isBin: Bool) {
    guard FileManager.default.fileExists(atPath: path) else {
      problems.append(Problem(file: path, reason: "It is not there any more."))
      return
    }
    guard (try? ContentHash.of(file: URL(filePath: path))) == decision.image.sha256 else {
      problems.append(Problem(file: path, reason: "It was changed since it was looked at; look again."))
      return
    }
    let name = FolderDescriptor.split(path).name
    let target = free(name, in: folder, except: path)
    guard target != path else { return }
    let to = isBin ? nil : ReviewPlace.name(of: target, below: data)
    moves.append(ApplyPlan.Move(names: AppliedMove(from: decision.image.name, to: to), from: path, to: target))
  }

  /// A path in a folder that nothing has, or the file itself where it is there already.
  private mutating func free(_ name: String, in folder: String, except own: String) -> String {
    let dot = name.lastIndex(of: ".").flatMap { $0 == name.startIndex ? nil : $0 } ?? name.endIndex
    var (candidate, number) = ("\(folder)/\(name)", 2)
    while candidate != own, !taken.insert(ByteName(candidate)).inserted || ReviewPlace.isThere(candidate) {
      candidate = "\(folder)/\(name[..<dot])-\(number)\(name[dot...])"
      number += 1
    }
    return candidate
  }

  private func makes() -> [String] {
    var found: Set<String> = []
    for move in moves {
      var folder = FolderDescriptor.split(move.to).folder
      while folder.utf8.count > 1, !found.contains(folder), !ReviewPlace.isThere(folder) {
        found.insert(folder)
        folder = FolderDescriptor.split(folder).folder
      }
    }
    return found.sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
  }
}

extension ReviewState.Decision {
  /// Whether a file has to move for it.
  package var changesFiles: Bool {
    switch verdict {
    case .label(let id): image.was != id
    case .deleted: true
    case .unsure, .skipped: false
    }
  }
}
