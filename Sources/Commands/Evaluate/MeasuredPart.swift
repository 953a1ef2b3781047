import ArgumentParser
import Corpus
import Support

/// One part of a data set, or all of it.
package enum SplitChoice: String, ExpressibleByArgument, CaseIterable {
  case train, validation, test, all

  package var part: Split? { Split(rawValue: rawValue) }

  package func contains(_ split: Split) -> Bool { part == nil || part == split }
}

/// The images that are measured.
struct MeasuredPart {
  let samples: [Sample]
  /// What they are called: a part, or all.
  let name: String

  /// The images of the part that was asked for; else of the test part, or all with a note where there is none.
  ///
  /// Throws `CorpusError.emptyPart`.
  init(of dataSet: DataSet, asked split: SplitChoice?, progress: any ProgressReporter) throws(CorpusError) {
    let found = dataSet.samples.filter { (split ?? .test).contains($0.split) }
    if !found.isEmpty {
      (samples, name) = (found, (split ?? .test).rawValue)
      return
    }
    guard split == nil, !dataSet.samples.isEmpty else { throw .emptyPart(split?.part ?? .test) }
    progress.note(
      "The data has no test part, so all \(dataSet.samples.count) images are measured; none is known to be unseen by "
        + "the model.")
    (samples, name) = (dataSet.samples, SplitChoice.all.rawValue)
  }
}
