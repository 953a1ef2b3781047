import Corpus
import Foundation
import Support

/// Images whose classes don't matter: all of a folder, at any depth, or those that a text file names, one per line.
package struct UnlabelledImages: Sendable {
  /// Their files, in a stable order.
  package private(set) var paths: [String] = []
  /// What was named or found but can't be tried.
  package private(set) var problems: [Problem] = []

  /// Finds them as `predict` does; what was skipped is noted.
  ///
  /// Throws `NoImages` where there is none, `CorpusError`, `FileError` and `NameListError` for what can't be read.
  package init(_ source: String, progress: any ProgressReporter) async throws {
    var info = stat()
    let isFolder = stat(source, &info) == 0 && info.st_mode & S_IFMT == S_IFDIR
    let names =
      isFolder
      ? ImageNames([source], isRecursive: true) : ImageNames([], lists: [try NameList(source)], isRecursive: true)
    while let name = try await names.next() {
      if let problem = name.problem {
        problems.append(Problem(file: name.file, reason: problem))
      } else {
        paths.append(name.file)
      }
    }
    for note in await names.notes { progress.note("\(source): \(note)") }
    if paths.isEmpty { throw NoImages(names: [source]) }
  }
}
