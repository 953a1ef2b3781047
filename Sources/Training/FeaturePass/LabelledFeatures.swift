/// A matrix of features with a label per row; the rows are in memory or on disk, and are read when they are needed.
package struct LabelledFeatures: Sendable {
  /// Features of a row.
  package let width: Int
  /// The class's index of each row.
  package private(set) var labels: [Int] = []
  private(set) var segments: [Segment] = []

  /// Rows that follow one another: in memory, or in a file.
  struct Segment: Sendable {
    /// The number of the first.
    let start: Int
    var values: [Float] = []
    var places: [UInt32] = []
    var stored: FeatureRows?
  }

  package init(width: Int) { self.width = width }

  /// Rows on disk, by their places.
  init(labels: [Int], places: [UInt32], in rows: FeatureRows) {
    (width, self.labels) = (rows.width, labels)
    if !places.isEmpty { segments = [Segment(start: 0, places: places, stored: rows)] }
  }

  /// How many rows there are.
  package var count: Int { labels.count }

  /// Adds a row in memory.
  package mutating func append(_ features: some Collection<Float>, label: Int) {
    if segments.last.map({ $0.stored != nil }) ?? true { segments.append(Segment(start: count)) }
    segments[segments.count - 1].values += features
    labels.append(label)
  }

  /// The rows of this and then of another.
  package func joined(_ other: LabelledFeatures) -> LabelledFeatures {
    var both = self
    for segment in other.segments { both.append(segment) }
    both.labels += other.labels
    return both
  }

  private mutating func append(_ segment: Segment) {
    if let last = segments.last, last.stored === segment.stored {
      segments[segments.count - 1].values += segment.values
      segments[segments.count - 1].places += segment.places
    } else {
      let start = segments.last.map { $0.start + ($0.stored == nil ? $0.values.count / width : $0.places.count) } ?? 0
      segments.append(
        Segment(start: start, values: segment.values, places: segment.places, stored: segment.stored))
    }
  }

  /// The same rows with other labels, as many.
  func labelled(_ labels: [Int]) -> LabelledFeatures {
    var same = self
    same.labels = labels
    return same
  }

  /// Some of the rows, in the order given.
  func chosen(_ rows: [Int]) -> LabelledFeatures {
    var some = LabelledFeatures(width: width)
    for row in rows {
      let segment = segments[self.segment(of: row)]
      let own = row - segment.start
      if let stored = segment.stored {
        some.append(Segment(start: 0, places: [segment.places[own]], stored: stored))
        some.labels.append(labels[row])
      } else {
        some.append(segment.values[(own * width)..<((own + 1) * width)], label: labels[row])
      }
    }
    return some
  }

  /// The rows with one of these labels, in their order.
  func rows(of classes: Set<Int>) -> LabelledFeatures {
    guard !labels.allSatisfy(classes.contains) else { return self }
    return chosen(labels.indices.filter { classes.contains(labels[$0]) })
  }

  /// At most so many of the rows, evenly spaced.
  func spread(over most: Int) -> LabelledFeatures {
    guard count > most, most > 0 else { return self }
    return chosen((0..<most).map { $0 * count / most })
  }

  /// The number of the segment that a row is in.
  func segment(of row: Int) -> Int {
    // There are hardly ever more than a few.
    segments.lastIndex { $0.start <= row } ?? 0
  }
}
