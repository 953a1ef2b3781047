import Corpus
import Evaluation
import Foundation
import Inference
import Support
import Torch

/// How many labels a rule needs: images of a labelled set are asked about one after another, as if nobody had labelled them.
package struct ReviewSimulation: Sendable {
  /// The accuracy after so many labels.
  package struct Point: Codable, Hashable, Sendable {
    /// How many images have a label.
    package let labels: Int
    /// How many classes they are of.
    package let classes: Int
    /// The share of the judging images that a head is right about.
    package let accuracy: Double
  }

  /// A rule's course.
  package struct Course: Codable, Hashable, Sendable {
    /// The rule.
    package let rule: String
    /// What everything random was drawn from.
    package let seed: UInt64
    /// From the fewest labels on.
    package let points: [Point]
  }

  private let pool: ReviewRows
  private let truth: [Int]
  private let judges: LabelledFeatures
  private let classes: Int
  /// The heads' weight decay: the one that `train` would choose with all labels, for all rules alike.
  package let decay: Double

  /// Takes features of the images to label and of those that judge; throws the engines' errors.
  package init(
    _ dataSet: DataSet, judgedBy part: Split, options: TrainOptions, progress: any ProgressReporter
  ) async throws {
    let net = try await ReviewNet(options, progress: progress)
    let found = try await net.features(of: dataSet.samples(in: .train), "images")
    let judging = try await net.features(of: dataSet.samples(in: part), "images that judge")
    let table = found.table.matrix(views: [0])
    pool = try ReviewRows(
      width: table.width, values: table.values(), groups: Array(0..<table.count), own: net.backbone.own)
    truth = table.labels
    judges = judging.table.matrix(views: [0])
    classes = dataSet.classes.count
    // Chosen on a fifth of the images to label, never on those that judge.
    let held = Set(stride(from: 2, to: table.count, by: 5))
    let learnt = table.chosen((0..<table.count).filter { !held.contains($0) })
    let prior = try ReviewPrior.make(of: learnt, classes: classes, own: net.backbone.own)
    decay = try HeadTrainer(classes: classes, progress: SilentProgress()).choose(
      train: learnt, validation: table.chosen(held.sorted()), prior: prior, decay: nil
    ).decay
  }

  /// The accuracy with all labels. Throws the engine's errors.
  package func whole() throws -> Double { try head(Array(0..<pool.count)).accuracy }

  /// Asks by a rule until there are so many labels or the accuracy is reached. Throws the engine's errors.
  package func course(
    _ rule: AcquisitionRule, seed: UInt64, most: Int, until goal: Double, done: (Point) -> Void = { _ in }
  ) throws -> Course {
    let acquisition = try Acquisition(pool, seed: seed)
    var labelled: [Int] = []
    var left = Set(0..<pool.count)
    var fit: ReviewFit?
    var points: [Point] = []
    while labelled.count < min(most, pool.count) {
      let batch = min(max(8, labelled.count / 10), 100)
      let next = try acquisition.next(
        batch, of: left.sorted(), labelled: labelled, seen: Set(labelled.map { truth[$0] }).count, by: rule, fit)
      labelled += next
      left.subtract(next)
      let (accuracy, now) = try head(labelled)
      fit = now
      let point = Point(labels: labelled.count, classes: Set(labelled.map { truth[$0] }).count, accuracy: accuracy)
      points.append(point)
      done(point)
      if accuracy >= goal { break }
    }
    return Course(rule: rule.rawValue, seed: seed, points: points)
  }

  /// A head of these labels: how often it is right, and what it says of the others.
  private func head(_ rows: [Int]) throws -> (accuracy: Double, fit: ReviewFit?) {
    // Only classes that were met have a row.
    let met = Set(rows.map { truth[$0] }).sorted()
    guard met.count >= 2 else { return (0, nil) }
    let place = Dictionary(uniqueKeysWithValues: met.enumerated().map { ($1, $0) })
    let labels = rows.map { place[truth[$0]] ?? 0 }
    let features = pool.chosen(rows, labels: labels)
    let prior = try ReviewPrior.make(of: features, classes: met.count, own: pool.own)
    var brief = LBFGS()
    (brief.iterations, brief.tolerance) = (60, 3e-3)
    let solution = try SoftmaxRegression(
      features.regressionRows, labels: labels, classes: met.count
    ).fit(
      .standardised(decay), prior: prior?.rows,
      from: prior.map { SoftmaxRegression.Solution(startingAt: $0.rows, bias: $0.bias) }, options: brief)
    let head = LinearClassifier(
      classes: met.count, features: pool.width, rows: solution.weight, bias: solution.bias)
    var right = 0
    try head.forEachRow(of: judges) { row, own in
      guard let best = own.indices.max(by: { own[$0] < own[$1] }) else { return }
      if met[best - own.startIndex] == judges.labels[row] { right += 1 }
    }
    let weight = try Tensor(head.rows, shape: [head.classes, head.features]).transposed()
    let others = try Tensor(pool.values, shape: [pool.count, pool.width]).product(weight)
    let probabilities: [Float] = try (others + Tensor(head.bias, shape: [1, head.classes])).softmax().values()
    return (
      Double(right) / Double(max(judges.count, 1)),
      ReviewFit(
        head: head, classes: met.count, probabilities: probabilities, doubts: [], accuracy: nil, nll: nil, seconds: 0)
    )
  }
}
