import ArgumentParser
import Commands
import Corpus
import Foundation
import Review

/// Which data set is reviewed, and where its journal is.
struct ReviewArguments: ParsableArguments {
  @Argument(
    help: "A folder of images with labels, as train reads it, or an empty one to begin with.", transform: Place.path)
  var folder: String

  @Option(
    help: """
      The folder for the journal and the bin; by default \(ReviewPlace.folderName) in the data folder.
      """, transform: Place.path)
  var journal: String?

  @OptionGroup var labelOptions: LabelOptions

  /// The data folder's absolute path, without links. Throws `CorpusError`.
  func data() throws -> String { try resolvedFolder(folder) }

  /// The journal's absolute path; nil for the usual one.
  var journalPlace: String? { journal.map { URL(filePath: $0).standardizedFileURL.path } }

  /// Finds the data set, which may be without images where others are to be labelled.
  func find(allowingNone: Bool) throws -> DataSet {
    do {
      return try labelOptions.find(in: [folder])
    } catch CorpusError.noImages where allowingNone {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      let folders = names.filter { name in
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: "\(folder)/\(name)", isDirectory: &isFolder) && isFolder.boolValue
      }
      return DataSet(classes: [], samples: [], emptyClasses: folders.sorted())
    }
  }
}
