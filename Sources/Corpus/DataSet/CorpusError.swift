/// Why no data set can be made of what was named.
package enum CorpusError: Error, Hashable, Sendable {
  case missing(path: String)
  case notAFolder(path: String)
  case notReadable(path: String, reason: String)
  /// Nothing that looks like a picture; `found` says what lies there instead.
  case noPictures(path: String, found: String)
  case emptyPart(Split)
  case oneClass(String, Split)
  case noTable(path: String)
  /// A table without the column that was asked for.
  case noColumn(String, file: String, found: [String])
  /// A table that can't be read from this line on.
  case malformedTable(file: String, line: Int, reason: String)
  /// No row of the table led to a labelled picture.
  case noLabels(file: String, reason: String)
  case malformedMAT(reason: String)
  /// An annotation with boxes that can't be read.
  case malformedAnnotation(file: String, reason: String)
  /// Pictures were to be cropped to their boxes, and none has any.
  case noBoxes(path: String)
  /// Prepared pictures were to be cropped to boxes, which were drawn on what they came from.
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
    case .missing(let path): "There is no \(path); name the folder that holds the pictures."
    case .notAFolder(let path): "\(path) is a file, not a folder of pictures; name the folder it lies in."
    case .notReadable(let path, let reason): "\(path) can't be read (\(reason)); check its permissions."
    case .noPictures(let path, let found):
      "No pictures were found in \(path) (\(found)); put them into one folder a class."
    case .emptyPart(let split):
      "The data set has no pictures in its \(split.rawValue) part; add some or name another part."
    case .oneClass(let name, let split):
      "Only one class, \(name), has pictures in the \(split.rawValue) part; a classifier needs two or more."
    case .noTable(let path): "There is no \(path); name the CSV file with the labels."
    case .noColumn(let column, let file, let found):
      "\(file) has no column \(column); its columns are \(found.joined(separator: ", "))."
    case .malformedTable(let file, let line, let reason): "\(file) can't be read at line \(line): \(reason)."
    case .noLabels(let file, let reason): "No row of \(file) gives a labelled picture (\(reason))."
    case .malformedAnnotation(let file, let reason): "\(file) can't be read as boxes (\(reason)); mend or remove it."
    case .noBoxes(let path):
      "No boxes of the pictures in \(path) were found; put their annotations beside them (Annotation/ beside Images/), "
        + "or use the whole pictures."
    case .boxesOfShards(let shard):
      "The pictures in \(shard) can't be cropped to boxes any more; crop them with `data prepare`."
    case .notWritable(let path, let reason): "\(path) can't be written (\(reason)); name another folder."
    case .damagedShards(let file, let reason):
      "\(file) is not as it was prepared: \(reason); run the same `data prepare` again, or copy the folder anew."
    case .unfinishedShards(let path):
      "The shards in \(path) are not finished; run the same `data prepare` again, and it goes on where it stopped."
    case .malformedMAT(let reason): "This is not a MAT-file that can be read: \(reason)."
    }
  }
}
