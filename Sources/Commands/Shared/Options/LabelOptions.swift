import ArgumentParser
import Corpus
import Foundation
import Taxonomy

/// Where labels are if not in the folder names, which images to leave out, and which part of them to use.
package struct LabelOptions: ParsableArguments {
  @Option(
    help:
      "A CSV or .jsonl file with the labels, for images that aren't in class folders; by default the folders' names.",
    transform: Place.pathOrURL)
  package var labels: String?

  @Option(name: .customLong("file-column"), help: "The column with the file's path, relative to the data folder.")
  package var fileColumn = "file"

  @Option(name: .customLong("label-column"), help: "The column with the class: its id, its WordNet id or its name.")
  package var labelColumn = "label"

  @Option(name: .customLong("split-column"), help: "The column with train, validation or test (default: none).")
  package var splitColumn: String?

  @Option(
    help: "A list of images to leave out, as `data check --fix-into` writes it (default: none).",
    transform: Place.pathOrURL)
  package var quarantine: String?

  @Option(
    name: .customLong("class-level"),
    help: "Which folders are the classes if they are nested: outer or inner; by default detected from their contents.")
  package var classLevel: ClassLevel?

  @Flag(
    name: .customLong("crop-to-box"),
    help: """
      Crop each image to its main box, from the annotations next to it, as Pascal VOC and the \
      sets of `data fetch` have them.
      """)
  package var cropToBox = false

  @Option(
    name: .customLong("box-margin"),
    help: "How much a box grows on each side, as a fraction of its width and height; by default 0.")
  package var boxMargin: Double?

  package init() {}

  package func validate() throws {
    guard let boxMargin else { return }
    if !cropToBox { throw ValidationError("--box-margin needs --crop-to-box.") }
    if !(0...10).contains(boxMargin) { throw ValidationError("--box-margin must be from 0 to 10.") }
  }

  /// The same options, with gs:// files downloaded.
  package func fetched() async throws -> LabelOptions {
    var local = self
    if let labels { local.labels = try await Remote.input(labels) }
    if let quarantine { local.quarantine = try await Remote.input(quarantine) }
    return local
  }

  /// Finds the images and their labels; `classes` are a model's, which a labels file's values are matched with.
  /// `split` is the part that a table's rows belong to when it has no column for it. `shards` says where the shards of folders
  /// with their indices alone will be.
  package func find(
    in data: [String], classes: [ClassName]? = nil, split: Split = .train, shards: [String: String] = [:]
  ) throws -> DataSet {
    let folders = data.map { URL(filePath: $0, directoryHint: .isDirectory) }
    var set: DataSet
    if let labels {
      let table = LabelTable(
        file: URL(filePath: labels), fileColumn: fileColumn, labelColumn: labelColumn, splitColumn: splitColumn)
      set = try DataSet.labelled(by: table, in: folders, classes: classes, split: split)
    } else {
      set = try DataSet.find(at: folders, level: classLevel, shards: shards)
    }
    if let quarantine {
      let list = try Quarantine(file: URL(filePath: quarantine))
      set = set.without(list, in: folders)
      if classes == nil { set = set.withoutEmptyClasses() }
    }
    return cropToBox ? try set.cropped(toBoxesWithMargin: boxMargin ?? 0) : set
  }
}

extension LabelOptions: ModalOptions {
  package var modes: [OptionMode] {
    [
      OptionMode("file-column", "label-column", "split-column", isUsed: labels != nil, "without --labels"),
      OptionMode("class-level", isUsed: labels == nil, "with --labels"),
    ]
  }
}

extension ClassLevel: ExpressibleByArgument {}
