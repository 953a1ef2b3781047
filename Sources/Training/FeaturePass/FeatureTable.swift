import Corpus

/// The features of a data set: one row per sample and view, in the samples' order.
package struct FeatureTable: Sendable {
  /// Features of a row.
  package let width: Int
  /// Views of each sample.
  package let viewCount: Int
  /// The samples that could be read, in order.
  package private(set) var samples: [Sample] = []
  /// `samples × views × width` values.
  package private(set) var values: [Float] = []

  /// An empty table with room for as many samples.
  package init(width: Int, viewCount: Int, capacity: Int) {
    self.width = width
    self.viewCount = viewCount
    samples.reserveCapacity(capacity)
    values.reserveCapacity(capacity * viewCount * width)
  }

  /// Adds a sample with the features of each view.
  package mutating func append(_ sample: Sample, _ features: [[Float]]) {
    samples.append(sample)
    for row in features { values += row }
  }

  /// The features of one view of one sample.
  package func row(_ sample: Int, _ view: Int) -> ArraySlice<Float> {
    let start = (sample * viewCount + view) * width
    return values[start..<(start + width)]
  }

  /// The chosen views of all samples as one matrix with a label per row, sample by sample.
  package func matrix(views: [Int]) -> LabelledFeatures {
    var chosen = LabelledFeatures(width: width)
    chosen.reserve(samples.count * views.count)
    for (index, sample) in samples.enumerated() {
      for view in views { chosen.append(row(index, view), label: sample.classIndex) }
    }
    return chosen
  }
}

/// A matrix of features (`count × width`, row by row) with a label per row.
package struct LabelledFeatures: Sendable {
  /// Features of a row.
  package let width: Int
  /// The rows, one after the other.
  package private(set) var values: [Float] = []
  /// The class's index of each row.
  package private(set) var labels: [Int] = []

  package init(width: Int) { self.width = width }

  /// How many rows there are.
  package var count: Int { labels.count }

  mutating func reserve(_ rows: Int) {
    values.reserveCapacity(values.count + rows * width)
    labels.reserveCapacity(labels.count + rows)
  }

  /// The rows of this and then of another.
  package func joined(_ other: LabelledFeatures) -> LabelledFeatures {
    var both = self
    both.values += other.values
    both.labels += other.labels
    return both
  }

  /// The rows with one of these labels, in their order.
  func rows(of classes: Set<Int>) -> LabelledFeatures {
    guard !labels.allSatisfy(classes.contains) else { return self }
    var chosen = LabelledFeatures(width: width)
    for (row, label) in labels.enumerated() where classes.contains(label) {
      chosen.append(values[(row * width)..<((row + 1) * width)], label: label)
    }
    return chosen
  }

  /// Adds a row.
  package mutating func append(_ features: ArraySlice<Float>, label: Int) {
    values += features
    labels.append(label)
  }
}
