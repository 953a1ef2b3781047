import Foundation
import Imaging
import Support
import Taxonomy

/// A copy of a data set without what a check would leave out: one folder per class, below the splits if there are
/// several.
///
/// Files are linked where the file system allows it and copied elsewhere; the source is never changed. The copy appears
/// whole or not at all.
package struct CleanCopy: Sendable {
  private let checkup: Checkup
  private let rejected: [Int: String]

  /// - Parameter dropsNear: Whether near-duplicates across classes or splits are left out, too.
  package init(of checkup: Checkup, dropsNear: Bool = false) {
    self.checkup = checkup
    rejected = checkup.rejected(dropsNear: dropsNear)
  }

  /// How many images the copy keeps.
  package var keptCount: Int { checkup.dataSet.samples.count - rejected.count }
  /// How many images it leaves out.
  package var rejectedCount: Int { rejected.count }

  /// Writes the copy, with the list of what was left out as `quarantine.csv`.
  ///
  /// - Throws: `CorpusError.notWritable` where the folder is there and not empty, is within the data, or can't be
  ///   written.
  package func write(to place: URL) throws(CorpusError) {
    try Self.checkPlace(place, outside: checkup.dataSet)
    let folder = place.standardizedFileURL
    let path = folder.path
    let files = FileManager.default
    let above = folder.deletingLastPathComponent()
    do {
      try files.createDirectory(at: above, withIntermediateDirectories: true)
      let stage = above.appending(path: ".\(folder.lastPathComponent).dogbreed-new")
      try files.createDirectory(at: stage, withIntermediateDirectories: true)
      let lock = try FileLock(folder: stage.path)
      // A file system without locks takes two runs.
      guard (try? lock.tryLock()) ?? true else {
        throw CorpusError.notWritable(path: path, reason: "another run is writing it")
      }
      defer { withExtendedLifetime(lock) { try? files.removeItem(at: stage) } }
      // What a killed run left.
      for name in try files.contentsOfDirectory(atPath: stage.path) {
        try files.removeItem(at: stage.appending(path: name))
      }
      try fill(stage)
      // Only an empty folder gives way: whatever came there meanwhile stays.
      guard rename(stage.path, path) == 0 else {
        throw CorpusError.notWritable(path: path, reason: SystemReason.last)
      }
    } catch let error as CorpusError {
      throw error
    } catch {
      throw .notWritable(path: path, reason: SystemReason.of(error))
    }
  }

  /// The first line of a list of what is left out.
  package static let listHeader = Quarantine.columns.joined(separator: ",")

  /// Checks whether a copy can be written there, before the images are read.
  ///
  /// Throws `CorpusError.notWritable` where anything is there but an empty folder, and for a place within the data.
  package static func checkPlace(_ place: URL, outside set: DataSet) throws(CorpusError) {
    let path = place.standardizedFileURL.path
    var info = stat()
    // The nearest folder that is there tells where the place really lies.
    var above = place.standardizedFileURL.deletingLastPathComponent()
    while above.path != "/", lstat(above.path, &info) != 0 { above.deleteLastPathComponent() }
    if let real = try? resolvedFolder(above.path) {
      let below = String(decoding: path.utf8.dropFirst(above.path.utf8.count), as: UTF8.self)
      for root in Set(set.samples.map(\.root))
      where (real + below).beginsBytewise(with: root + "/") || real + below == root {
        throw .notWritable(path: path, reason: "it is inside the data that is read")
      }
    }
    guard lstat(path, &info) == 0 else { return }
    guard let inside = try? FileManager.default.contentsOfDirectory(atPath: path), inside.isEmpty else {
      throw .notWritable(path: path, reason: "it exists and is not empty")
    }
  }

  /// Writes the list of what would be left out, for `--quarantine`.
  package func writeList(to file: URL) throws(CorpusError) {
    do throws(FileError) {
      try AtomicFile.write(Array(list.utf8), to: file.path)
    } catch {
      throw .notWritable(path: error.path, reason: error.reason)
    }
  }

  /// The rows of what is left out: file, label, part, reason. Paths begin at the data folder where there is only one.
  var list: String { list(isBelowRoot: Set(checkup.dataSet.samples.lazy.map(\.root)).count == 1) }

  private func list(isBelowRoot: Bool) -> String {
    let set = checkup.dataSet
    let rows = rejected.sorted { $0.key < $1.key }.map { place, reason in
      let sample = set.samples[place]
      return [
        isBelowRoot ? sample.name : sample.path, set.classes[sample.classIndex].id, sample.split.rawValue, reason,
      ]
    }
    return ([Quarantine.columns] + rows).map { $0.map(CSVText.field).joined(separator: ",") + "\n" }.joined()
  }

  private func fill(_ stage: URL) throws {
    let set = checkup.dataSet
    let folders = classFolders()
    let hasParts = set.samples.contains { $0.split != .train }
    var taken: Set<String> = []
    var made: Set<String> = []
    for (place, sample) in set.samples.enumerated() where rejected[place] == nil {
      let part = hasParts ? "\(sample.split.rawValue)/" : ""
      let folder = "\(stage.path)/\(part)\(folders[sample.classIndex])"
      if made.insert(folder).inserted {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      }
      let name = Self.free("\(folder)/", sample.stem, ending: ending(of: place), in: &taken)
      if sample.span == nil {
        try Self.link(sample.path, to: name)
      } else {
        try Data(sample.bytes(limits: Limits())).write(to: URL(filePath: name))
      }
    }
    try FileManager.default.createDirectory(at: stage, withIntermediateDirectories: true)
    // Whole paths: one below the source might name another image of the copy, which would be left out when it is read.
    try Data(list(isBelowRoot: false).utf8).write(to: stage.appending(path: Quarantine.fileName))
  }

  /// A folder name for each class; characters that file systems don't allow are replaced.
  private func classFolders() -> [String] {
    var taken: Set<String> = []
    return checkup.dataSet.classes.map { name in
      var folder = String(name.id.map { $0 == "/" || $0 == "\0" ? "_" : $0 })
      if FileName.isLitter(folder) || folder.isEmpty { folder = "_" + folder.drop { $0 == "." } }
      return Self.free("", folder[...], ending: "", in: &taken)
    }
  }

  /// The file's own extension, or the format's if the name has another one.
  private func ending(of place: Int) -> String {
    let name = checkup.dataSet.samples[place].baseName
    let own = FileName.ending(of: name)
    guard let kind = checkup.examinations[place].facts?.kind, !kind.endings.contains(own) else {
      return own.isEmpty ? "" : ".\(own)"
    }
    return ".\(kind.endings[0])"
  }

  private static func free(
    _ folder: String, _ stem: Substring, ending: String, in taken: inout Set<String>
  ) -> String {
    var name = "\(folder)\(stem)\(ending)"
    var number = 2
    while !taken.insert(name).inserted {
      name = "\(folder)\(stem)-\(number)\(ending)"
      number += 1
    }
    return name
  }

  private static func link(_ source: String, to target: String) throws {
    let real = URL(filePath: source).resolvingSymlinksInPath().path
    if Foundation.link(real, target) == 0 { return }
    // Another file system, or one without links.
    try FileManager.default.copyItem(atPath: real, toPath: target)
  }
}
