import Evaluation
import Inference
import Support
import Torch

/// How the frozen backbone's own classes respond to the training images: a head to start from, and the kind's own
/// classes.
struct BackbonePrior: Sendable {
  /// The mean own probability of each class's images: `classes × own classes`.
  let likeness: [[Float]]
  private let own: LinearClassifier

  /// At most this many images per class are used, evenly spaced.
  private static let sampleSize = 30

  init(of features: LabelledFeatures, classes: Int, own: LinearClassifier) throws {
    self.own = own
    var seen = [Int](repeating: 0, count: classes)
    for label in features.labels { seen[label] += 1 }
    let stride = seen.map { max(1, $0 / Self.sampleSize) }
    var sums = [[Float]](repeating: [Float](repeating: 0, count: own.classes), count: classes)
    var counts = [Float](repeating: 0, count: classes)
    var chosen: [Int] = []
    var number = [Int](repeating: 0, count: classes)
    for (row, label) in features.labels.enumerated() {
      if number[label] % stride[label] == 0 { chosen.append(row) }
      number[label] += 1
    }
    let some = features.chosen(chosen)
    try own.forEachRow(of: some) { row, logits in
      let label = some.labels[row]
      let probabilities = Softmax.floatProbabilities(Array(logits))
      for c in probabilities.indices { sums[label][c] += probabilities[c] }
      counts[label] += 1
    }
    likeness = zip(sums, counts).map { sum, count in sum.map { count > 0 ? $0 / count : 0 } }
  }

  /// The backbone's own class for each class, one to one, the likeliest pairs first; nil if none is similar enough.
  func matches(atLeast least: Float = 0.1) -> [Int?] {
    var pairs: [(likeness: Float, mine: Int, own: Int)] = []
    for (mine, row) in likeness.enumerated() {
      for (own, value) in row.enumerated() where value >= least { pairs.append((value, mine, own)) }
    }
    pairs.sort { ($0.likeness, $1.mine, $1.own) > ($1.likeness, $0.mine, $0.own) }
    var matches = [Int?](repeating: nil, count: likeness.count)
    var taken: Set<Int> = []
    for pair in pairs where matches[pair.mine] == nil && !taken.contains(pair.own) {
      matches[pair.mine] = pair.own
      taken.insert(pair.own)
    }
    return matches
  }

  /// A head made of the backbone's own rows; nil unless every class has one.
  func head() -> LinearClassifier? {
    let matches = matches()
    guard !matches.contains(nil) else { return nil }
    let rows = matches.compactMap { $0 }
    return LinearClassifier(
      classes: rows.count, features: own.features,
      rows: rows.flatMap { own.rows[($0 * own.features)..<(($0 + 1) * own.features)] }, bias: rows.map { own.bias[$0] })
  }

  /// The temperature at which the own classes' probabilities are right, by the images of classes that have one of their
  /// own; 1 where too few have.
  ///
  /// Joined backbones average their logits, and averages are flatter than what they are made of.
  func temperature(calibratedOn features: LabelledFeatures) throws -> Double {
    let matches = matches()
    let known = features.labels.indices.filter { matches[features.labels[$0]] != nil }
    guard known.count >= Self.leastRows else { return 1 }
    let step = max(1, known.count / Self.mostRows)
    let rows = Swift.stride(from: 0, to: known.count, by: step).map { known[$0] }
    let fitted = try Temperature.fit(
      logits: own.logits(ofRows: rows, in: features), labels: rows.compactMap { matches[features.labels[$0]] })
    return min(max(fitted.value, 0.25), 4)
  }

  private static let leastRows = 100
  private static let mostRows = 2000

  /// The own classes that images of the kind look like: those whose mean probability is well above chance.
  func kind() -> [Int] {
    guard let count = likeness.first?.count, count > 0 else { return [] }
    let classes = Float(likeness.count)
    return (0..<count).filter { own in
      likeness.reduce(0) { $0 + $1[own] } / classes > 2 / Float(count)
    }
  }
}
