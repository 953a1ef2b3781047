import Taxonomy

/// The part of a data set that an image belongs to.
package enum Split: String, Codable, Hashable, Sendable, CaseIterable {
  case train, validation, test
}

/// One file that can't be used, and why.
package struct Problem: Codable, Hashable, Sendable {
  /// The file's path.
  package let file: String
  /// Why it can't be used, as a sentence.
  package let reason: String

  package init(file: String, reason: String) {
    self.file = file
    self.reason = reason
  }
}

/// Labelled images by name; no pixels have been read.
///
/// Classes stand in `ClassOrder`; samples stand by class, then in the order the folders were named, then by name, so
/// that the same files give the same value on every machine.
package struct DataSet: Hashable, Sendable {
  /// The classes, in the order of the samples' indices.
  package var classes: [ClassName]
  /// The images, class by class.
  package var samples: [Sample]
  /// What was left out or decided, one sentence each.
  package var notes: [String]
  /// Files that can't be used, one each.
  package var problems: [Problem]
  /// Class folders without images, below their data folder.
  package var emptyClasses: [String]

  package init(
    classes: [ClassName], samples: [Sample], notes: [String] = [], problems: [Problem] = [],
    emptyClasses: [String] = []
  ) {
    self.classes = classes
    self.samples = samples
    self.notes = notes
    self.problems = problems
    self.emptyClasses = emptyClasses
  }

  /// The samples of one part, in order.
  package func samples(in split: Split) -> [Sample] {
    samples.filter { $0.split == split }
  }

  /// How many samples each class has in a part (in all parts when nil), in the order of the classes.
  package func counts(in split: Split? = nil) -> [Int] {
    var counts = [Int](repeating: 0, count: classes.count)
    for sample in samples where split == nil || sample.split == split { counts[sample.classIndex] += 1 }
    return counts
  }

  /// Throws `CorpusError.oneClass` unless two classes or more have an image in the split.
  package func requireClasses(in split: Split) throws(CorpusError) {
    let used = zip(classes, counts(in: split)).filter { $0.1 > 0 }
    guard let first = used.first else { throw .emptyPart(split) }
    guard used.count > 1 else { throw .oneClass(first.0.id, split) }
  }
}
