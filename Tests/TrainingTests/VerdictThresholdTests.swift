import Artifact
import Foundation
import Inference
import Support
import TestSupport
import Testing

@testable import Training

@Suite struct SureThresholdTests {
  /// Answers that are right as often as their probability says.
  private func honest(_ count: Int, seed: UInt64) -> [SureThreshold.Answer] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      let probability = Double.random(in: 0.2...1, using: &generator)
      let isRight = Double.random(in: 0..<1, using: &generator) < probability
      return SureThreshold.Answer(score: probability, isRight: isRight)
    }
  }

  @Test(arguments: [0.02, 0.05, 0.1, 0.2])
  func keepsTheAskedErrorOnOtherImages(asked: Double) throws {
    let threshold = try #require(SureThreshold.choose(maxError: asked, answers: honest(5_000, seed: 1)))
    let (given, wrong) = SureThreshold.measure(honest(10_000, seed: 2), at: threshold)
    #expect(abs(wrong.share - min(asked, 0.25)) < 0.025, "\(wrong.share) of \(asked)")
    #expect(given.share > 0.02)
  }

  @Test func isNotOfferedWhereGuessesAreByChance() {
    var generator = SeededGenerator(seed: 4)
    let guesses = (0..<500).map { _ in
      SureThreshold.Answer(
        score: Double.random(in: 0.5...1, using: &generator), isRight: Bool.random(using: &generator))
    }
    #expect(SureThreshold.choose(maxError: 0.05, answers: guesses) == nil)
  }

  @Test func everyAnswerIsGivenAboveAHalfWhereAllAreRight() {
    let right = (0..<100).map { SureThreshold.Answer(score: 0.6 + Double($0) / 1000, isRight: true) }
    #expect(SureThreshold.choose(maxError: 0.05, answers: right) == 0.5)
    #expect(SureThreshold.choose(maxError: 0.7, answers: right) == 0.30000000000000004)
  }

  @Test func equalProbabilitiesStandOrFallTogether() {
    // Thirty certain ones, then ten of one probability of which the first nine are right.
    let certain = (0..<30).map { _ in SureThreshold.Answer(score: 0.99, isRight: true) }
    let alike = (0..<10).map { SureThreshold.Answer(score: 0.7, isRight: $0 < 7) }
    #expect(SureThreshold.choose(maxError: 0.05, answers: certain + alike) == 0.99)
  }
}

@Suite struct PresenceThresholdTests {
  private func scores(_ count: Int, in range: ClosedRange<Double>, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in Double.random(in: range, using: &generator) }
  }

  private func threshold(_ scores: PresenceThreshold.Scores, _ share: Double = 0.01) throws -> Double {
    guard case .threshold(let found) = PresenceThreshold.choose(scores, refusing: share) else {
      throw CancellationError()
    }
    return found
  }

  @Test(arguments: [100, 200, 400, 1300])
  func refusesNoMoreOfOtherImagesThanAsked(count: Int) throws {
    // Of scores spread evenly from 0 to 1 a threshold refuses as large a share as it is high.
    var refused: [Double] = []
    for seed in 0..<50 {
      let found = try threshold(.init(members: scores(count, in: 0...1, seed: UInt64(seed))))
      refused.append(max(found, 0))
    }
    #expect(refused.reduce(0, +) / 50 <= 0.01)
    #expect(refused.count { $0 > 0.02 } <= 2)
  }

  @Test func looksAtChangedCopiesToo() throws {
    let members = scores(1000, in: 0.5...1, seed: 1)
    let alone = try threshold(.init(members: members))
    let both = try threshold(.init(members: members, shifted: scores(600, in: 0.2...1, seed: 2)))
    #expect(alone > 0.5 && both < 0.25 && both > 0.2)
  }

  @Test func isNotOfferedForFewImagesOrAKindThatDoesNotStandOut() {
    let few = PresenceThreshold.choose(.init(members: scores(99, in: 0.9...1, seed: 1)), refusing: 0.01)
    let faint = PresenceThreshold.choose(
      .init(members: scores(1000, in: 0...0.3, seed: 1)), refusing: 0.01, chance: 0.1)
    for choice in [few, faint] {
      guard case .none(let reason) = choice else {
        Issue.record("offered")
        continue
      }
      #expect(reason.contains("isn't offered"))
    }
  }
}

/// Two kinds in eight dimensions, and things that are of neither.
@Suite struct PresenceFitTests {
  private static let width = 8

  /// Rows around a corner for each class; from the corner 0 on is what is trained on.
  private func rows(_ classes: Int, each: Int, corner: Int = 0, seed: UInt64) -> LabelledFeatures {
    var generator = SeededGenerator(seed: seed)
    var features = LabelledFeatures(width: Self.width)
    for label in 0..<classes {
      for _ in 0..<each {
        let row = (0..<Self.width).map {
          ($0 == label + corner ? 3 : 0) + Float.random(in: -0.5...0.5, using: &generator)
        }
        features.append(row[...], label: label)
      }
    }
    return features
  }

  private let nothing = LinearClassifier(classes: 0, features: width, rows: [], bias: [])

  private func fit(_ features: CalibrationFeatures, own: LinearClassifier, kind: KindPrior) throws -> PresenceFit.Result
  {
    try PresenceFit(
      own: own, kind: kind, neighbours: try KindNeighbours(of: rows(3, each: 100, seed: 1)), risks: VerdictRisks()
    ).fit(features, looks: 1)
  }

  @Test func aBackboneWithoutClassesTellsByNeighbours() throws {
    let calibration = CalibrationFeatures(
      looks: [rows(3, each: 100, seed: 2)], foreign: [rows(3, each: 50, corner: 3, seed: 3)])
    let result = try fit(
      calibration, own: nothing, kind: KindPrior(classes: [], temperature: 1))
    let policy = try #require(result.policy)
    #expect(policy.evidence == .neighbours && policy.threshold == 0.5)
    #expect(try #require(result.measured["refused"]).share <= 0.01)
    #expect(try #require(result.measured["foreignAccepted"]).share == 0)
    // What prediction says is what was measured.
    let neighbours = try #require(try KindNeighbours(of: rows(3, each: 100, seed: 1)))
    for (table, isMember) in [(rows(3, each: 40, seed: 5), true), (rows(3, each: 40, corner: 3, seed: 6), false)] {
      let presences = try table.labels.indices.map {
        policy.presence(ofScore: neighbours.score(of: try table.row($0)[...]))
      }
      #expect(presences.count { ($0 >= 0.5) == isMember } >= 118)
    }
  }

  @Test func whatErrsLessIsTaken() throws {
    // An own classifier that knows the classes, and four other things.
    var weights = [Float](repeating: 0, count: 7 * Self.width)
    for c in 0..<7 { weights[c * Self.width + c] = 4 }
    let own = LinearClassifier(classes: 7, features: Self.width, rows: weights, bias: [Float](repeating: 0, count: 7))
    let kind = KindPrior(classes: [0, 1, 2], temperature: 1)
    var others = LabelledFeatures(width: Self.width)
    for row in 0..<60 { others.append((0..<Self.width).map { $0 == 3 + row % 4 ? Float(3) : 0 }[...], label: 0) }
    let calibration = CalibrationFeatures(
      looks: [rows(3, each: 100, seed: 2)], foreign: [others])
    // Where the backbone knows each class, its own ones come first, and elsewhere the neighbours do.
    var known = kind
    known.knowsClasses = true
    let result = try fit(calibration, own: own, kind: known)
    #expect(try #require(result.policy).evidence == .prior)
    #expect(try #require(result.measured["foreignAccepted"]).count == 0)
    #expect(try #require(fit(calibration, own: own, kind: kind).policy).evidence == .neighbours)
    // Where the own classes take others for the kind, neighbours are better anyway.
    var fooled = KindPrior(classes: [0, 1, 2, 3, 4], temperature: 1)
    fooled.knowsClasses = true
    #expect(try #require(fit(calibration, own: own, kind: fooled).policy).evidence == .neighbours)
  }

  @Test func examplesSurviveTheModelFolder() throws {
    let neighbours = try #require(try KindNeighbours(of: rows(3, each: 50, seed: 1)))
    let read = try #require(try KindNeighbours(in: neighbours.weights))
    let row = (0..<Self.width).map { Float($0) / 3 }
    #expect(abs(read.score(of: row) - neighbours.score(of: row)) < 1e-6)
    #expect(try KindNeighbours(in: nothing.headWeights) == nil)
  }

  @Test func nearnessIsTheLargestCosine() throws {
    let neighbours = KindNeighbours(rows: [3, 0, 0, 4, 1, 1, 0, 0], width: 2, labels: [0, 1, 1, 2])
    #expect(abs(neighbours.score(of: [2, 2] as [Float]) - 1) < 1e-6)
    #expect(abs(neighbours.score(of: [-5, 0] as [Float])) < 1e-6)
    let cosines = neighbours.classifier.logits(of: KindNeighbours.unit([2, 2] as [Float]))
    #expect(abs(neighbours.score(ofCosines: cosines, without: 1) - 0.5.squareRoot()) < 1e-6)
    // What has no length resembles nothing.
    #expect(neighbours.score(of: [0, 0] as [Float]) == 0)
  }

  @Test func everyClassHasExamples() {
    let labels = Array(repeating: 0, count: 4900) + (1...20).flatMap { Array(repeating: $0, count: 10) }
    let chosen = TrainingFeatures.examples(labels)
    let counts = Dictionary(grouping: chosen) { labels[$0] }.mapValues(\.count)
    #expect(counts[0] == 288 && (1...20).allSatisfy { counts[$0] == 4 } && Set(chosen).count == chosen.count)
    #expect(TrainingFeatures.examples([3, 5]) == [0, 1])
    #expect(TrainingFeatures.examples([]).isEmpty)
    let many = TrainingFeatures.examples((0..<9000).map { $0 / 3 })
    #expect(many.count == 3000)
  }
}

@Suite struct OwnTemperatureTests {
  @Test func undoesAFlatteningOfTheOwnLogits() throws {
    // Labels drawn from the classifier's own probabilities; then the same classifier, flattened to a half.
    let width = 12
    var generator = SeededGenerator(seed: 7)
    let rows = (0..<(width * width)).map { $0 % (width + 1) == 0 ? Float(6) : 0 }
    let own = LinearClassifier(classes: width, features: width, rows: rows, bias: [Float](repeating: 0, count: width))
    let flat = LinearClassifier(
      classes: width, features: width, rows: rows.map { $0 / 2 }, bias: [Float](repeating: 0, count: width))
    var features = LabelledFeatures(width: width)
    for _ in 0..<3000 {
      let row = (0..<width).map { _ in Float.random(in: 0...1, using: &generator) }
      var left = Float.random(in: 0..<1, using: &generator)
      let probabilities = Softmax.floatProbabilities(own.logits(of: row))
      let label =
        probabilities.firstIndex { probability in
          left -= probability
          return left < 0
        } ?? width - 1
      features.append(row[...], label: label)
    }
    let right = try BackbonePrior(of: features, classes: width, own: own).temperature(calibratedOn: features)
    let halved = try BackbonePrior(of: features, classes: width, own: flat).temperature(calibratedOn: features)
    #expect(abs(right - 1) < 0.12 && abs(halved - right / 2) < 0.01, "\(right), \(halved)")
    let prior = try BackbonePrior(of: features, classes: width, own: flat)
    #expect(try prior.temperature(calibratedOn: LabelledFeatures(width: width)) == 1)
  }

  @Test func aTemperatureSharpensThePresence() {
    let logits: [Float] = [2, 1, 0, 0, 0, 0]
    let flat = PresencePolicy(classes: [0, 1], temperature: 1, threshold: 0.5).presence(in: [logits])
    let sharp = PresencePolicy(classes: [0, 1], temperature: 0.5, threshold: 0.5).presence(in: [logits])
    // By hand: (e² + e) / (e² + e + 4), and the same of twice the logits.
    #expect(abs(flat - 10.107337927 / 14.107337927) < 1e-6)
    #expect(abs(sharp - 61.987206133 / 65.987206133) < 1e-6)
  }
}
