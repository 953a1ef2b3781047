import Foundation
import Inference
import Support
import Synchronization
import Taxonomy
import TestSupport
import Testing

@testable import Training

/// Keeps the sentences that work says.
private final class Notes: ProgressReporter {
  private let kept = Mutex<[String]>([])
  var sentences: [String] { kept.withLock { $0 } }
  func begin(_ what: String, total: Int) {}
  func advance(to done: Int, of total: Int) {}
  func note(_ sentence: String) { kept.withLock { $0.append(sentence) } }
}

@Suite struct DecaySearchTests {
  /// Clouds around a centre a class, as many rows of each as told.
  private func clouds(_ counts: [Int], width: Int, spread: Float, seed: UInt64) -> LabelledFeatures {
    var centres = SeededGenerator(seed: 1)
    let middle = (0..<(counts.count * width)).map { _ in Float.random(in: -1...1, using: &centres) }
    var generator = SeededGenerator(seed: seed)
    var features = LabelledFeatures(width: width)
    for (label, count) in counts.enumerated() {
      for _ in 0..<count {
        let row = (0..<width).map { middle[label * width + $0] + Float.random(in: -spread...spread, using: &generator) }
        features.append(row[...], label: label)
      }
    }
    return features
  }

  /// The mean over the classes of the share that is right.
  private func macro(_ head: LinearClassifier, on features: LabelledFeatures) throws -> Double {
    let logits = try head.logits(of: features)
    var (right, all) = ([Double](repeating: 0, count: head.classes), [Double](repeating: 0, count: head.classes))
    for (row, label) in features.labels.enumerated() {
      let scores = logits[(row * head.classes)..<((row + 1) * head.classes)]
      let best = scores.indices.max { scores[$0] < scores[$1] } ?? 0
      right[label] += best - row * head.classes == label ? 1 : 0
      all[label] += 1
    }
    return zip(right, all).reduce(0) { $0 + ($1.1 > 0 ? $1.0 / $1.1 : 0) } / Double(head.classes)
  }

  @Test func oneLargeClassBesideManySmallOnesDoesNotEndTheSearch() throws {
    let small = 20
    let train = clouds([4900] + Array(repeating: 10, count: small), width: 48, spread: 2.2, seed: 2)
    let validation = clouds([490] + Array(repeating: 5, count: small), width: 48, spread: 2.2, seed: 3)
    let test = clouds(Array(repeating: 30, count: small + 1), width: 48, spread: 2.2, seed: 4)
    let notes = Notes()
    let trainer = HeadTrainer(classes: small + 1, progress: notes)
    let chosen = try trainer.choose(train: train, validation: validation, prior: nil, decay: nil)
    #expect(!notes.sentences.contains { $0.contains("(0 iterations)") })
    var best = (nll: Double.infinity, macro: 0.0)
    for decay in [10, 3, 1, 0.3, 0.1, 0.03, 0.01] {
      let head = try trainer.choose(train: train, validation: validation, prior: nil, decay: decay)
      let nll = try #require(head.validation).nll
      if nll < best.nll { best = (nll, try macro(head.classifier, on: test)) }
    }
    let measured = try HeadTrainer.measure(chosen.classifier, on: validation, classes: small + 1)
    #expect(measured.nll <= best.nll * 1.02, "decay \(chosen.decay): \(notes.sentences)")
    #expect(try macro(chosen.classifier, on: test) >= best.macro - 0.02)
  }

  @Test func balancedClassesCountAlikeHoweverFewTheyAre() throws {
    let train = clouds([1500] + Array(repeating: 10, count: 6), width: 24, spread: 3, seed: 2)
    let validation = clouds([150] + Array(repeating: 10, count: 6), width: 24, spread: 3, seed: 3)
    let test = clouds(Array(repeating: 40, count: 7), width: 24, spread: 3, seed: 4)
    func head(_ isBalanced: Bool) throws -> LinearClassifier {
      try HeadTrainer(classes: 7, progress: Silent(), isBalanced: isBalanced).choose(
        train: train, validation: validation, prior: nil, decay: nil
      ).classifier
    }
    #expect(try macro(head(true), on: test) > macro(head(false), on: test) + 0.03)
  }

  @Test func weakSignalsAreHeldByMoreThanTheFirstDecay() throws {
    // Twelve rows per class in 64 dimensions that hardly distinguish them.
    let train = clouds(Array(repeating: 12, count: 5), width: 24, spread: 60, seed: 2)
    let validation = clouds(Array(repeating: 60, count: 5), width: 24, spread: 60, seed: 3)
    let trainer = HeadTrainer(classes: 5, progress: Silent())
    let chosen = try trainer.choose(train: train, validation: validation, prior: nil, decay: nil)
    #expect(chosen.decay > HeadTrainer.firstDecay)
    let first = try trainer.choose(
      train: train, validation: validation, prior: nil, decay: HeadTrainer.firstDecay)
    #expect(try #require(chosen.validation).nll < #require(first.validation).nll)
  }
}

/// What judges a head never informs it.
@Suite struct JudgedHeadTests {
  private let own = LinearClassifier(
    classes: 10, features: 4, rows: (0..<40).map { $0 < 16 && $0 % 5 == 0 ? 8 : 0 },
    bias: [Float](repeating: 0, count: 10))

  private func features(_ labels: [Int]) -> LabelledFeatures {
    var generator = SeededGenerator(seed: 5)
    var features = LabelledFeatures(width: 4)
    for label in labels {
      let row = (0..<4).map { ($0 == label % 4 ? 1 : 0) + Float.random(in: -0.2...0.2, using: &generator) }
      features.append(row[...], label: label)
    }
    return features
  }

  private func taken(
    train: [Int], validation: [Int], shift: Int = 0, classes: Int
  ) throws -> TrainingFeatures {
    let (seen, asked) = (features(train), features(validation))
    var labelled = LabelledFeatures(width: 4)
    for (row, label) in asked.labels.enumerated() {
      labelled.append(try asked.row(row), label: (label + shift) % classes)
    }
    return TrainingFeatures(
      train: seen, validation: labelled, validationViews: labelled,
      calibration: CalibrationFeatures(looks: [labelled]), neighbours: LabelledFeatures(width: 4), problems: [],
      dataHash: "",
      computed: 0, cached: 0, imageCount: seen.count + labelled.count)
  }

  private func stage(balances: Bool? = nil) -> HeadStage {
    let place = FileManager.default.temporaryDirectory
    var options = TrainOptions(weightsFolders: [], featureCache: place, backboneCache: place)
    options.head = .converged(decay: 0.3)
    options.balancesHead = balances
    return HeadStage(
      options: options, classes: (0..<3).map { .init(id: "c\($0)", label: "class \($0)") }, progress: Silent())
  }

  private func heads(_ features: TrainingFeatures) throws -> (chosen: TrainedHead, last: TrainedHead) {
    let stage = stage()
    let backbonePrior = try BackbonePrior(of: features.train, classes: 3, own: own)
    return try stage.heads(features, backbonePrior: backbonePrior, own: own)
  }

  @Test func validationLabelsDoNotReachTheHeadThatTheyJudge() throws {
    let train = (0..<30).map { $0 % 3 }
    let validation = (0..<12).map { $0 % 3 }
    let right = try heads(try taken(train: train, validation: validation, classes: 3))
    let wrong = try heads(try taken(train: train, validation: validation, shift: 1, classes: 3))
    #expect(right.chosen.classifier.rows == wrong.chosen.classifier.rows)
    #expect(right.chosen.classifier.bias == wrong.chosen.classifier.bias)
    #expect(right.last.classifier.rows != wrong.last.classifier.rows)
    #expect(try #require(right.chosen.validation).top1 > 0.9)
    #expect(try #require(wrong.chosen.validation).top1 < 0.1)
  }

  @Test func aSkewedSetIsBalancedUnlessToldOtherwise() {
    let skewed = Array(repeating: 0, count: 120) + (0..<24).map { 1 + $0 % 2 }
    let even = (0..<60).map { $0 % 3 }
    for (asked, labels, expected) in [
      (nil, skewed, true), (false, skewed, false), (nil, even, false), (true, even, true),
    ] as [(Bool?, [Int], Bool)] {
      #expect(stage(balances: asked).isBalanced(labels) == expected)
    }
  }

  @Test func aClassWithoutTrainingImagesIsNeitherGuessedNorAsked() throws {
    var features = try taken(train: (0..<30).map { $0 % 2 }, validation: [0, 1, 2, 2, 2], classes: 3)
    let before = try heads(features).chosen
    // Nothing that the backbone knows of the third class's images has come in by validation.
    #expect(try #require(before.validation).top1 <= 0.4)
    features.keepValidation(of: [0, 1])
    #expect(features.validation.labels == [0, 1] && features.calibration.looks[0].labels == [0, 1])
    #expect(try features.validationViews.labels == [0, 1] && features.validation.values().count == 8)
  }
}
