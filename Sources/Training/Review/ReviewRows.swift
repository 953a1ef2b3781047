import Inference

/// The images of a review as a fit sees them: their features, and what each is labelled now.
package struct ReviewRows: Sendable {
  /// Features of a row.
  package let width: Int
  /// `count × width`, row by row.
  package let values: [Float]
  /// Rows with an equal number are copies of one image and stay in one fold.
  package let groups: [Int]
  /// The backbone's own classifier, whose rows a head starts from where they fit.
  package let own: LinearClassifier

  /// How many rows there are.
  package var count: Int { groups.count }

  package init(width: Int, values: [Float], groups: [Int], own: LinearClassifier) {
    (self.width, self.values, self.groups, self.own) = (width, values, groups, own)
  }

  func row(_ row: Int) -> ArraySlice<Float> { values[(row * width)..<((row + 1) * width)] }

  /// Some of the rows, with their labels.
  func chosen(_ rows: [Int], labels: [Int]) -> LabelledFeatures {
    var some = LabelledFeatures(width: width)
    for (row, label) in zip(rows, labels) { some.append(self.row(row), label: label) }
    return some
  }
}

/// What the rows are labelled now.
package struct ReviewLabels: Sendable, Hashable {
  /// The class of each row; nil for one without a label.
  package var labels: [Int?]
  /// Rows that nothing is learnt from: deleted ones, and those that nobody can tell.
  package var isLeftOut: [Bool]
  /// Rows that only judge.
  package var isValidation: [Bool]
  /// How many classes there are.
  package var classes: Int

  package init(labels: [Int?], isLeftOut: [Bool], isValidation: [Bool], classes: Int) {
    (self.labels, self.isLeftOut, self.isValidation, self.classes) = (labels, isLeftOut, isValidation, classes)
  }

  /// The rows to learn from.
  var learnt: [Int] { labels.indices.filter { labels[$0] != nil && !isLeftOut[$0] && !isValidation[$0] } }
  /// The rows that judge.
  var judges: [Int] { labels.indices.filter { labels[$0] != nil && !isLeftOut[$0] && isValidation[$0] } }
}
