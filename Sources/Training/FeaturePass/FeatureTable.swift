import Corpus

/// The features of a data set: one row per sample and view, in the samples' order, on disk.
package struct FeatureTable: Sendable {
  /// Where the rows are.
  let rows: FeatureRows
  /// Views of each sample.
  package let viewCount: Int
  /// The samples that features were asked of.
  private var asked: [Sample]
  /// The places, among these, of those that could be read.
  private(set) var read: [UInt32] = []
  /// The place of each row: samples × views.
  private var places: [UInt32] = []

  /// Features of a row.
  package var width: Int { rows.width }
  /// How many samples could be read.
  package var count: Int { read.count }
  /// The samples that could be read, in order.
  package var samples: [Sample] { read.map { asked[Int($0)] } }

  /// An empty table.
  init(of asked: [Sample], in rows: FeatureRows, viewCount: Int) {
    (self.asked, self.rows, self.viewCount) = (asked, rows, viewCount)
    read.reserveCapacity(asked.count)
    places.reserveCapacity(asked.count * viewCount)
  }

  /// Adds the sample at a place among those asked of, with its rows' places, one for each view.
  mutating func append(_ sample: Int, _ rows: [UInt32]) {
    read.append(UInt32(sample))
    places += rows
  }

  /// The same where features are asked of more samples.
  ///
  /// - Parameter places: Where those so far are among them.
  mutating func extend(to asked: [Sample], places: [UInt32]) {
    self.asked = asked
    read = read.map { places[Int($0)] }
  }

  /// The numbers of the rows' samples in the order of what was asked; nil where they are in it.
  var order: [Int]? {
    guard zip(read, read.dropFirst()).contains(where: { $0 > $1 }) else { return nil }
    return read.indices.sorted { read[$0] < read[$1] }
  }

  /// Puts the samples that could be read, with their rows, into another order.
  mutating func reorder(_ order: [Int]) {
    read = order.map { read[$0] }
    places = order.flatMap { places[($0 * viewCount)..<(($0 + 1) * viewCount)] }
  }

  /// A sample that could be read.
  package func sample(_ number: Int) -> Sample { asked[Int(read[number])] }

  /// The features of one view of one sample. Throws `TrainingError.cache`.
  package func row(_ sample: Int, _ view: Int) throws(TrainingError) -> [Float] {
    try rows.row(places[sample * viewCount + view])
  }

  /// The rows of some samples, all views of each. Throws `TrainingError.cache`.
  func values(of samples: Range<Int>) throws(TrainingError) -> [Float] {
    try rows.values(places[(samples.lowerBound * viewCount)..<(samples.upperBound * viewCount)])
  }

  /// The chosen views of all samples as one matrix with a label per row, sample by sample.
  package func matrix(views: [Int]) -> LabelledFeatures {
    var (labels, chosen) = ([Int](), [UInt32]())
    labels.reserveCapacity(count * views.count)
    chosen.reserveCapacity(count * views.count)
    for number in 0..<count {
      let label = asked[Int(read[number])].classIndex
      for view in views {
        labels.append(label)
        chosen.append(places[number * viewCount + view])
      }
    }
    return LabelledFeatures(labels: labels, places: chosen, in: rows)
  }
}
