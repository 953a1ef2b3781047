import ArgumentParser
import Corpus
import Support

/// One part of a data set, or all of it.
package enum SplitChoice: String, ExpressibleByArgument, CaseIterable {
  case train, validation, test, all

  /// The split; nil for all of them.
  package var part: Split? { Split(rawValue: rawValue) }

  /// Whether images of a split are among those chosen.
  package func contains(_ split: Split) -> Bool { part == nil || part == split }
}

/// The images that are measured.
struct MeasuredPart {
  let samples: [Sample]
  /// The name of the split, or `all`.
  let name: String

  /// Takes the requested split; by default the test split, or everything, with a note, if there is none.
  ///
  /// Throws `CorpusError.emptyPart`, and `CorpusError.otherClasses` where there are no images at all.
  init(of dataSet: DataSet, asked split: SplitChoice?, progress: any ProgressReporter) throws(CorpusError) {
    let found = dataSet.samples.filter { (split ?? .test).contains($0.split) }
    if !found.isEmpty {
      (samples, name) = (found, (split ?? .test).rawValue)
      return
    }
    if dataSet.samples.isEmpty { throw .otherClasses }
    guard split == nil else { throw .emptyPart(split?.part ?? .test) }
    progress.note(
      "The data has no test split, so all \(dataSet.samples.count) images are evaluated; some may have been used to train "
        + "the model.")
    (samples, name) = (dataSet.samples, SplitChoice.all.rawValue)
  }
}
