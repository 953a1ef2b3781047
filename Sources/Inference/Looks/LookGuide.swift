import Support

/// A trained head that says where to look again.
package struct LookGuide: Sendable {
  /// The head.
  package let head: LinearClassifier
  /// Identifies the head: other heads look elsewhere.
  package let hash: String
  /// The mean of all its rows.
  private let mean: [Float]

  init(_ head: LinearClassifier) {
    self.head = head
    hash = ContentHash.of((head.rows + head.bias).withUnsafeBytes(Array.init))
    mean = (0..<head.features).map { feature in
      (0..<head.classes).reduce(0) { $0 + head.rows[$1 * head.features + feature] } / Float(max(head.classes, 1))
    }
  }

  /// What tells the classes that the head sees in the look from all others, `features` values: rows above the mean of
  /// all rows, by their probability.
  ///
  /// Asked of the features, not of the net's own head, so that training finds the same place before the net has one.
  func weights(for look: Look) -> [Float] {
    let weights = head.weights(for: head.logits(of: look.features))
    return zip(weights, mean).map { $0 - $1 }
  }
}
