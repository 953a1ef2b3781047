import Support

/// Why the given paths can't be read as a data set.
package enum CorpusError: Error, Hashable, Sendable {
  case missing(path: String)
  /// `found` says what is there instead, with an article.
  case notAFolder(path: String, found: String)
  case notReadable(path: String, reason: String)
  /// No images; `found` says what exists instead.
  case noImages(path: String, found: String)
  case emptyPart(Split)
  /// No image of the data is of a class that the model knows.
  case otherClasses
  /// Folders of images are at two depths, and either may be the classes; `reason` is a clause.
  case twoLevels(path: String, reason: String)
  case oneClass(String, Split)
  case noTable(path: String)
  /// A table without the column that was asked for.
  case noColumn(String, file: String, found: [String])
  /// A table that can't be read from this line on.
  case malformedTable(file: String, line: Int, reason: String)
  /// No row of the table led to a labelled image.
  case noLabels(file: String, reason: String)
  /// An annotation with boxes that can't be read.
  case malformedAnnotation(file: String, reason: String)
  /// Images were to be cropped to their boxes, but none has any.
  case noBoxes(path: String)
  /// Prepared images can't be cropped to boxes, which refer to the originals.
  case boxesOfShards(shard: String)
  /// A clean copy can't be written there.
  case notWritable(path: String, reason: String)
  /// Prepared shards that aren't what `data prepare` wrote: `file` is the manifest, an index or a shard.
  case damagedShards(file: String, reason: String)
  /// A folder that `data prepare` has begun and not finished.
  case unfinishedShards(path: String)
}

extension CorpusError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .missing(let path): "There is no \(path); name the folder that contains the images."
    case .notAFolder(let path, let found):
      "\(path) is \(found), not a folder of images; "
        + (found.contains("archive") ? "unpack it and name the folder that comes out." : "name the folder it is in.")
    case .notReadable(let path, let reason): "\(path) can't be read (\(reason)); check its permissions."
    case .noImages(let path, let found):
      "No images were found in \(path) (\(found)); put them into one folder per class."
    case .twoLevels(let path, let reason):
      "The class folders in \(path) are at two depths: \(reason); name the folder that contains the class folders, "
        + "or choose with --class-level: outer or inner."
    case .emptyPart(let split):
      "The data set has no images in its \(split.rawValue) split; add some, or use --split all."
    case .otherClasses:
      "No image shows a class that the model knows; `model info --json` lists its classes, which the folders must be named by."
    case .oneClass(let name, let split):
      "Only one class, \(name), has images in the \(split.rawValue) split; a classifier needs two or more."
    case .noTable(let path): "There is no \(path); name the CSV file with the labels."
    case .noColumn(let column, let file, let found):
      "\(file) has no column \(column); its columns are \(found.joined(separator: ", "))."
    case .malformedTable(let file, let line, let reason): "\(file) can't be read at line \(line): \(reason)."
    case .noLabels(let file, let reason): "No row of \(file) leads to a labelled image (\(reason))."
    case .malformedAnnotation(let file, let reason): "\(file) can't be read as boxes (\(reason)); fix or remove it."
    case .noBoxes(let path):
      "No boxes were found for the images in \(path); put their annotations next to them (Annotation/ next to Images/), "
        + "or use the whole images."
    case .boxesOfShards(let shard):
      "The images in \(shard) are already prepared; crop them to boxes with `data prepare`."
    case .notWritable(let path, let reason): "\(path) can't be written (\(reason)); name another place."
    case .damagedShards(let file, let reason):
      "\(file) differs from what was prepared: \(reason); run the same `data prepare` again, or copy the folder again."
    case .unfinishedShards(let path):
      "The shards in \(path) are not finished; run the same `data prepare` again, and it resumes where it stopped."
    }
  }
}

extension CorpusError {
  /// The error for a path at which something else than a folder is.
  static func notAFolder(at path: String) -> CorpusError {
    let start = try? RegularFile(reading: path).read(at: 0, count: FileSignature.length)
    return .notAFolder(
      path: path, found: start.map { $0.isEmpty ? "an empty file" : FileSignature.name(of: $0) } ?? "a file")
  }
}
