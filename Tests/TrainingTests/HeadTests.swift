import Inference
import Support
import TestSupport
import Testing
import Torch

@testable import Training

/// Hears nothing.
struct Silent: ProgressReporter {
  func begin(_ what: String, total: Int) {}
  func advance(to done: Int, of total: Int) {}
  func note(_ sentence: String) {}
}

@Suite struct HeadTests {
  /// Points around one centre a class.
  private func clouds(classes: Int, width: Int, perClass: Int, seed: UInt64, spread: Float = 0.6) -> LabelledFeatures {
    var centres = SeededGenerator(seed: 1)
    let middle = (0..<(classes * width)).map { _ in Float.random(in: -1...1, using: &centres) }
    var generator = SeededGenerator(seed: seed)
    var features = LabelledFeatures(width: width)
    for number in 0..<(classes * perClass) {
      let label = number % classes
      let row = (0..<width).map { middle[label * width + $0] + Float.random(in: -spread...spread, using: &generator) }
      features.append(row[...], label: label)
    }
    return features
  }

  /// Of few classes and rows, MKL cuts the features, too, and adds up in another order for each number of threads.
  @Test func logitsAreTheSameBitsOnAnyNumberOfThreads() throws {
    let rows = clouds(classes: 3, width: 1280, perClass: 200, seed: 4)
    var generator = SeededGenerator(seed: 5)
    let head = LinearClassifier(
      classes: 3, features: 1280, rows: (0..<3840).map { _ in Float.random(in: -1...1, using: &generator) },
      bias: [0.5, 0, -0.5])
    let before = try Threads.count()
    defer { try? Threads.set(before) }
    let found = try [1, 2, 4].map { threads in
      try Threads.set(threads)
      return try [rows, rows.rows(of: [0]), rows.chosen([7, 8, 9, 10, 11])].map { try head.logits(of: $0) }
    }
    #expect(Set(found).count == 1 && found[0].map(\.count) == [1800, 600, 15])
    let one = try head.logits(of: rows.row(0))
    for (logit, expected) in zip(found[0][0], one) { #expect(abs(logit - expected) < 1e-3) }
  }

  @Test func chosenDecayIsTheBestOnValidation() throws {
    let train = clouds(classes: 4, width: 16, perClass: 10, seed: 2, spread: 1.4)
    let validation = clouds(classes: 4, width: 16, perClass: 40, seed: 3, spread: 1.4)
    let trainer = HeadTrainer(classes: 4, progress: Silent())
    let chosen = try trainer.choose(train: train, validation: validation, prior: nil, decay: nil)
    let best = try #require(chosen.validation)
    for decay in [HeadTrainer.firstDecay] + HeadTrainer.weakerDecays {
      let other = try trainer.choose(train: train, validation: validation, prior: nil, decay: decay)
      // A weaker decay than the first worse one isn't tried.
      if decay >= chosen.decay / 4 { #expect(best.nll <= (other.validation?.nll ?? 0) + 1e-6) }
    }
    #expect(best.top1 > 0.8)
  }

  @Test func strongDecayStaysAtThePrior() throws {
    let train = clouds(classes: 3, width: 8, perClass: 20, seed: 2)
    let prior = LinearClassifier(
      classes: 3, features: 8, rows: (0..<24).map { Float($0 % 5) * 0.1 }, bias: [0.1, 0.2, 0.3])
    let fitted = try HeadTrainer(classes: 3, progress: Silent()).choose(
      train: train, validation: LabelledFeatures(width: 8), prior: prior, decay: 1e6)
    #expect(fitted.classifier.rows.count == prior.rows.count)
    for (found, expected) in zip(fitted.classifier.rows, prior.rows) { #expect(abs(found - expected) < 1e-3) }
  }

  @Test func refittingWithMoreStaysAboutThere() throws {
    let train = clouds(classes: 3, width: 8, perClass: 50, seed: 2)
    let trainer = HeadTrainer(classes: 3, progress: Silent())
    let chosen = try trainer.choose(train: train, validation: LabelledFeatures(width: 8), prior: nil, decay: 0.1)
    let again = try trainer.refit(chosen, on: train, prior: nil)
    #expect(chosen.classifier.rows.count == 24 && again.classifier.rows.count == 24)
    for (a, b) in zip(chosen.classifier.rows, again.classifier.rows) { #expect(abs(a - b) < 1e-2) }
  }

  @Test func adamLearnsAndDependsOnTheSeedAlone() throws {
    let train = clouds(classes: 3, width: 8, perClass: 31, seed: 2)
    func trained(_ seed: UInt64) throws -> LinearClassifier {
      try AdamTrainer(
        classes: 3, recipe: AdamRecipe(epochs: 40, batchSize: 20, learningRate: 0.02), seed: seed, progress: Silent()
      ).train(train).classifier
    }
    let first = try trained(7)
    #expect(try HeadTrainer.measure(first, on: train, classes: 3).top1 > 0.9)
    #expect(try trained(7).rows == first.rows)
    #expect(try trained(8).rows != first.rows)
  }

  @Test func adamKeepsACopyOfTheBestEpoch() throws {
    // Few images and a rate that is too high: the loss on others soon rises again.
    let (train, others) = (
      clouds(classes: 3, width: 8, perClass: 4, seed: 2), clouds(classes: 3, width: 8, perClass: 30, seed: 2)
    )
    func head(_ epochs: Int) throws -> TrainedHead {
      try AdamTrainer(
        classes: 3, recipe: AdamRecipe(epochs: epochs, batchSize: 4, learningRate: 0.3), seed: 3, progress: Silent()
      ).train(train, validation: others)
    }
    let best = try head(30)
    let figures = try #require(best.validation)
    let measured = try HeadTrainer.measure(best.classifier, on: others, classes: 3)
    #expect(figures.top1 == measured.top1 && figures.nll == measured.nll)
    for epochs in 1...8 {
      let shorter = try #require(try head(epochs).validation)
      #expect(figures.top1 > shorter.top1 || figures.top1 == shorter.top1 && figures.nll <= shorter.nll)
    }
  }

  @Test func aBatchLargerThanTheSetIsNoFault() throws {
    let train = clouds(classes: 2, width: 4, perClass: 3, seed: 2)
    let head = try AdamTrainer(
      classes: 2, recipe: AdamRecipe(epochs: 2, batchSize: 1000), seed: 7, progress: Silent()
    ).train(train).classifier
    #expect(head.rows.allSatisfy { $0.isFinite })
  }
}

@Suite struct BackbonePriorTests {
  /// An own classifier of ten classes: the first four look at one feature each, the others at none.
  private let own = LinearClassifier(
    classes: 10, features: 4, rows: (0..<40).map { $0 < 16 && $0 % 5 == 0 ? 8 : 0 },
    bias: [Float](repeating: 0, count: 10))

  private func features(_ rows: [([Float], Int)]) -> LabelledFeatures {
    var features = LabelledFeatures(width: 4)
    for (row, label) in rows { features.append(row[...], label: label) }
    return features
  }

  @Test func matchesEachClassWithTheOwnOneItLooksLike() throws {
    let backbonePrior = try BackbonePrior(
      of: features([([0, 0, 1, 0], 0), ([0, 1, 0, 0], 1), ([0, 0, 0.9, 0.1], 0)]), classes: 2, own: own)
    #expect(backbonePrior.matches() == [2, 1])
    let head = try #require(backbonePrior.head())
    #expect(head.row(0) == own.row(2) && head.row(1) == own.row(1))
    #expect(backbonePrior.kind() == [1, 2])
  }

  @Test func twoClassesNeverShareAnOwnOne() throws {
    let backbonePrior = try BackbonePrior(
      of: features([([1, 0, 0, 0], 0), ([0.9, 0.7, 0, 0], 1)]), classes: 2, own: own)
    #expect(backbonePrior.matches() == [0, 1])
  }

  @Test func withoutAMatchThereIsNoPrior() throws {
    let backbonePrior = try BackbonePrior(
      of: features([([1, 0, 0, 0], 0), ([1, 0, 0, 0], 1)]), classes: 2, own: own)
    #expect(backbonePrior.matches().contains(nil))
    #expect(backbonePrior.head() == nil)
  }
}
