import Support

/// A linear classifier on pooled features: logits = rows · features + bias. The trained head is one, the backbone's own
/// another.
package struct LinearClassifier: Sendable {
  /// How many classes it tells apart.
  package let classes: Int
  /// How many features it takes.
  package let features: Int
  /// `classes × features`, row by row.
  package let rows: [Float]
  /// `classes` values.
  package let bias: [Float]

  package init(classes: Int, features: Int, rows: [Float], bias: [Float]) {
    self.classes = classes
    self.features = features
    self.rows = rows
    self.bias = bias
  }

  /// Logits of one image's pooled features.
  package func logits(of pooled: [Float]) -> [Float] {
    var logits = bias
    rows.withUnsafeBufferPointer { rows in
      pooled.withUnsafeBufferPointer { pooled in
        for c in 0..<classes {
          logits[c] += dot(rows.baseAddress! + c * features, pooled.baseAddress!, features)
        }
      }
    }
    return logits
  }

  /// The class rows weighted by their probability, `features` values: the evidence weights for what the net sees.
  ///
  /// Restricted to `only` when given; classes below one in a thousand are left out, since they change nothing.
  package func weights(for logits: [Float], only: [Int]? = nil) -> [Float] {
    let probabilities = Softmax.floatProbabilities(logits)
    var sum = [Float](repeating: 0, count: features)
    for c in only ?? Array(0..<classes) where probabilities[c] > 1e-3 {
      for f in 0..<features { sum[f] += probabilities[c] * rows[c * features + f] }
    }
    return sum
  }
}

/// Sum of products in eight lanes, in an order that doesn't depend on the machine.
private func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int) -> Float {
  var lanes = SIMD8<Float>()
  var i = 0
  while i + 8 <= count {
    let x = UnsafeRawPointer(a + i).loadUnaligned(as: SIMD8<Float>.self)
    let y = UnsafeRawPointer(b + i).loadUnaligned(as: SIMD8<Float>.self)
    lanes += x * y
    i += 8
  }
  var sum = lanes.sum()
  while i < count {
    sum += a[i] * b[i]
    i += 1
  }
  return sum
}
