import Foundation
import Support

/// The folder that a run writes its logs to, which other runs and other programs may have used.
package enum LogFolder {
  /// The files that every run writes under the same names, and how each is recognised as this program's.
  private static let own: [(name: String, mark: String)] = [
    ("run.json", "\"libtorch\""), ("metrics.csv", "epoch,step,learning_rate,training_loss,"),
    ("metrics.jsonl", "\"trainingLoss\""), ("training_result.csv", "epoch,train_loss,test_loss,test_accuracy"),
    ("metadata.json", "\"best_epoch\""), ("lr-find.svg", "learning rate (chosen:"),
  ]

  /// Names of the files that a resumed run appends to.
  package static let continued = own.map(\.name)

  /// Makes the folder ready before the work: proves that it can be written, refuses files that another program wrote, and
  /// moves an earlier run's files into a separate folder unless this run resumes it.
  ///
  /// Returns a sentence about what was moved. Throws `TuningError`.
  package static func claim(_ folder: URL, goesOn: Bool) throws(TuningError) -> String? {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(file: folder.path, reason: SystemReason.of(error))
    }
    guard access(folder.path, W_OK) == 0 else {
      throw .unwritable(file: folder.path, reason: SystemReason.last)
    }
    var earlier: [String] = []
    for (name, mark) in own {
      let file = folder.appending(path: name)
      guard FileManager.default.fileExists(atPath: file.path) else { continue }
      let text = (try? RegularFile.contents(of: file.path)).map { Data($0) }
      guard let text, text.isEmpty || text.range(of: Data(mark.utf8)) != nil else {
        throw .foreignLog(file: file.path)
      }
      earlier.append(name)
    }
    if goesOn || earlier.isEmpty { return nil }
    return try move(earlier, in: folder)
  }

  /// Moves an earlier run's files; its TensorBoard events stay, since their names differ from run to run.
  private static func move(_ names: [String], in folder: URL) throws(TuningError) -> String {
    let date = names.compactMap { name in
      try? folder.appending(path: name).resourceValues(forKeys: [.contentModificationDateKey]).contentModificationDate
    }.max()
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(identifier: "UTC")
    formatter.dateFormat = "yyyyMMdd-HHmmss"
    let base = "run-" + formatter.string(from: date ?? .now)
    var target = folder.appending(path: base, directoryHint: .isDirectory)
    var number = 2
    while FileManager.default.fileExists(atPath: target.path) {
      target = folder.appending(path: "\(base)-\(number)", directoryHint: .isDirectory)
      number += 1
    }
    do {
      try FileManager.default.createDirectory(at: target, withIntermediateDirectories: false)
      for name in names {
        try FileManager.default.moveItem(at: folder.appending(path: name), to: target.appending(path: name))
      }
    } catch {
      throw .unwritable(file: target.path, reason: SystemReason.of(error))
    }
    return "The logs of an earlier run are in \(target.path) now."
  }
}
