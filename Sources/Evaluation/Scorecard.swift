import Foundation
import Support
import Taxonomy

/// Accumulates answers to labelled images, one by one, into a report.
///
/// Of equal scores the first class counts as higher, so that ties are broken alike everywhere.
package struct Scorecard: Sendable {
  private let classes: [ClassName]
  private var images: [Int] = []
  private var answered: [Int] = []
  private var first: [Int] = []
  private var firstFive: [Int] = []
  private var loss = 0.0
  private var brier = 0.0
  private var calibration = CalibrationError()
  /// Which classes were predicted as which.
  package private(set) var confusion = Confusion()

  package init(classes: [ClassName]) {
    self.classes = classes
    reset()
  }

  /// Forgets every answer.
  package mutating func reset() {
    images = Array(repeating: 0, count: classes.count)
    answered = images
    first = images
    firstFive = images
    loss = 0
    brier = 0
    calibration = CalibrationError()
    confusion = Confusion()
  }

  /// Adds one image's logits, which are divided by the temperature and put through softmax.
  ///
  /// - Parameters:
  ///   - logits: One per class, finite.
  ///   - label: The index of the image's class.
  @discardableResult package mutating func accumulate(
    logits: some RandomAccessCollection<Float>, label: Int, temperature: Double = 1
  ) throws(EvaluationError) -> Judgement {
    try check(logits.count, label)
    guard logits.allSatisfy(\.isFinite) else { throw .notFinite(image: images.reduce(0, +)) }
    let total = Softmax.logSumExp(logits, temperature: temperature)
    let scaled = logits.map { Double($0) / temperature - total }
    return add(scores: scaled, probabilities: scaled.map(exp), label: label, loss: -scaled[label])
  }

  /// Adds one image's probabilities; a probability of 0 for its class counts as 1e-15 in the loss.
  ///
  /// - Parameters:
  ///   - probabilities: One per class, each from 0 to 1, their sum 1 within 1e-3.
  ///   - label: The index of the image's class.
  @discardableResult package mutating func accumulate(
    probabilities: some RandomAccessCollection<Double>, label: Int
  ) throws(EvaluationError) -> Judgement {
    try check(probabilities.count, label)
    let scores = Array(probabilities)
    guard scores.allSatisfy(\.isFinite) else { throw .notFinite(image: images.reduce(0, +)) }
    guard scores.allSatisfy({ (-1e-6...1 + 1e-6).contains($0) }), abs(scores.reduce(0, +) - 1) < 1e-3 else {
      throw .notProbabilities(image: images.reduce(0, +))
    }
    return add(scores: scores, probabilities: scores, label: label, loss: -log(max(scores[label], 1e-15)))
  }

  /// The report on everything accumulated since the last reset.
  package func measure() -> Report {
    let total = images.reduce(0, +)
    func share(_ part: Int, _ whole: Int) -> Double { whole > 0 ? Double(part) / Double(whole) : 0 }
    let perClass = classes.indices.map { index in
      ClassReport(
        id: classes[index].id, label: classes[index].label, images: images[index],
        top1: share(first[index], images[index]), top5: share(firstFive[index], images[index]),
        precision: share(first[index], answered[index]))
    }
    let seen = perClass.filter { $0.images > 0 }
    let f1 = FScore(right: first, images: images, answered: answered)
    return Report(
      images: total, top1: share(first.reduce(0, +), total), top5: share(firstFive.reduce(0, +), total),
      macro: seen.isEmpty ? 0 : seen.reduce(0) { $0 + $1.top1 } / Double(seen.count), f1: f1.macro,
      f1Weighted: f1.weighted, nll: total > 0 ? loss / Double(total) : 0,
      brier: total > 0 ? brier / Double(total) : 0, ece: calibration.measure(),
      top1Interval: .wilson(first.reduce(0, +), of: total), top5Interval: .wilson(firstFive.reduce(0, +), of: total),
      perClass: perClass)
  }

  /// The bars of the reliability diagram.
  package var reliability: [ReliabilityBin] { calibration.bins }

  /// The classes' places in an order that puts those that are confused next to one another.
  package var clustered: ClassClustering {
    ClassClustering(
      distances: ClassClustering.distances(of: confusion, images: images), count: classes.count)
  }

  private func check(_ count: Int, _ label: Int) throws(EvaluationError) {
    guard count == classes.count else { throw .wrongCount(expected: classes.count, found: count) }
    guard classes.indices.contains(label) else { throw .unknownLabel(label, classes: classes.count) }
  }

  private mutating func add(
    scores: [Double], probabilities: [Double], label: Int, loss: Double
  ) -> Judgement {
    let own = scores[label]
    let rank = scores.indices.count { scores[$0] > own || (scores[$0] == own && $0 < label) }
    let answer = scores.indices.reduce(0) { scores[$1] > scores[$0] ? $1 : $0 }
    images[label] += 1
    answered[answer] += 1
    if rank == 0 { first[label] += 1 }
    if rank < 5 { firstFive[label] += 1 }
    self.loss += loss
    let distance = probabilities.indices.reduce(0.0) { sum, index in
      let difference = probabilities[index] - (index == label ? 1 : 0)
      return sum + difference * difference
    }
    brier += distance
    calibration.accumulate(confidence: probabilities[answer], correct: rank == 0)
    confusion.accumulate(truth: label, answer: answer)
    return Judgement(
      truth: label, answer: answer, rank: rank, confidence: probabilities[answer], own: probabilities[label],
      brier: distance)
  }
}
