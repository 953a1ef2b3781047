import Artifact
import Foundation
import Inference
import Taxonomy
import TestSupport
import Testing

@Suite struct PredictorTests {
  @Test func answersWithCalibratedProbabilitiesMostProbableFirst() async throws {
    let predictor = try await TinyModel().predictor()
    let found = try await predictor.classify(TinyModel.image(1), ClassificationRequest(top: 4))
    let probabilities = found.answer.predictions.map(\.probability)
    #expect(probabilities == probabilities.sorted(by: >))
    #expect(abs(probabilities.reduce(0, +) - 1) < 1e-5)
    #expect(Set(found.answer.predictions.map(\.id)) == Set(TinyModel.classes.map(\.id)))
    #expect(found.answer.verdict == .sure)
    #expect(found.answer.presence == nil && found.heatMap == nil && found.seen == nil)
    #expect(found.timings.decode > 0 && found.timings.inference > 0)
  }

  @Test func topIsAtLeastOneAndAtMostAll() async throws {
    let predictor = try await TinyModel().predictor()
    for (top, count) in [(0, 1), (1, 1), (3, 3), (99, 4)] {
      let found = try await predictor.classify(TinyModel.image(1), ClassificationRequest(top: top))
      #expect(found.answer.predictions.count == count)
    }
  }

  @Test func evaluationSeesTheLogitsThatPredictionAnswersFrom() async throws {
    let predictor = try await TinyModel().predictor()
    let image = try TinyModel.image(2)
    let measured = try await predictor.measure(image)
    let answer = predictor.answer(logits: measured.logits, presence: nil, top: 4)
    #expect(try await predictor.classify(image, ClassificationRequest(top: 4)).answer == answer)
  }

  @Test func manyAtOnceGiveTheSameAnswersAsOneByOne() async throws {
    let predictor = try await TinyModel().predictor()
    var alone: [Answer] = []
    for number in 0..<4 { alone.append(try await predictor.classify(TinyModel.image(number), .init()).answer) }
    let together = try await withThrowingTaskGroup(of: (Int, Answer).self) { group in
      for number in 0..<40 {
        group.addTask { (number, try await predictor.classify(TinyModel.image(number % 4), .init()).answer) }
      }
      return try await group.reduce(into: [Int: Answer]()) { $0[$1.0] = $1.1 }
    }
    for (number, answer) in together { #expect(answer == alone[number % 4]) }
  }

  @Test func verdictsFollowTheThresholds() async throws {
    let unsure = try await TinyModel(unsureBelow: 1).predictor()
    #expect(try await unsure.classify(TinyModel.image(1), .init()).answer.verdict == .unsure)
    let foreign = try await TinyModel(presence: PresencePolicy(classes: [], threshold: 0.5), unsureBelow: 1).predictor()
    let answer = try await foreign.classify(TinyModel.image(1), .init()).answer
    #expect(answer.verdict == .other)
    #expect((answer.presence ?? 1) < 0.5)
    let all = try await TinyModel(presence: PresencePolicy(classes: Array(0..<1000), threshold: 0.5)).predictor()
    #expect(try await all.classify(TinyModel.image(1), .init()).answer.verdict == .sure)
  }

  /// The certainty is of the looks it was fitted with: of others the probability decides.
  @Test(arguments: [(0.0, 0.0, Verdict.unsure, Verdict.sure), (-1000, 1, .sure, .unsure)])
  func certaintyDecidesWhereItWasFitted(least: Double, unsureBelow: Double, fitted: Verdict, otherwise: Verdict)
    async throws
  {
    let model = try await TinyModel(unsureBelow: unsureBelow, uncertainBelow: least)
    let image = try TinyModel.image(1)
    #expect(try await model.predictor().classify(image, .init()).answer.verdict == fitted)
    #expect(try await model.predictor(looks: 1).classify(image, .init()).answer.verdict == otherwise)
    var weighed = ClassificationRequest()
    weighed.weights = [1, 1, 1, 0.5]
    #expect(try await model.predictor().classify(image, weighed).answer.verdict == otherwise)
  }

  /// A group is named where its classes together would be: by their certainty, or by their probability.
  @Test func groupsAreNamedByTheRuleOfAnswers() async throws {
    let groups = [["setter", "dog"], ["setter", "dog"], ["dog"], []]
    let certain = try await TinyModel(
      unsureBelow: 0.8, uncertainBelow: -0.6, groupBelow: -0.6, groups: groups
    ).predictor()
    let strict = try await TinyModel(uncertainBelow: -0.6, groupBelow: -0.2, groups: groups).predictor()
    let probable = try await TinyModel(unsureBelow: 0.8, groups: groups).predictor()
    func named(_ predictor: Predictor, _ shares: [Double]) -> [String?] {
      let answer = predictor.answer(logits: shares.map { Float(log($0)) }, presence: nil, top: 1)
      return [answer.verdict.rawValue, answer.group?.label]
    }
    #expect(named(certain, [0.5, 0.48, 0.01, 0.01]) == ["unsure", "setter"])
    #expect(named(probable, [0.5, 0.48, 0.01, 0.01]) == ["unsure", "setter"])
    #expect(named(certain, [0.79, 0.01, 0.19, 0.01]) == ["sure", nil])
    // All dogs together would be certain, setters wouldn't.
    #expect(named(certain, [0.4, 0.25, 0.34, 0.01]) == ["unsure", "dog"])
    // Four fifths don't make an answer certain where the rest is spread.
    let spread = [0.81, 0.005, 0.09, 0.095]
    #expect(named(probable, spread) == ["sure", nil] && named(certain, spread) == ["unsure", "dog"])
    #expect(named(strict, spread) == ["unsure", nil])
    #expect(named(strict, [0.5, 0.48, 0.01, 0.01]) == ["unsure", "setter"])
  }

  @Test func explainsOnDemand() async throws {
    let predictor = try await TinyModel().predictor()
    let found = try await predictor.classify(
      TinyModel.image(1), ClassificationRequest(top: 1, explain: true, seen: true))
    let map = try #require(found.heatMap)
    #expect(map.values.count == map.width * map.height && map.width == 8)
    #expect(map.values.allSatisfy { (0...1).contains($0) })
    #expect(found.seen?.prefix(4) == [0x89, 0x50, 0x4E, 0x47])
  }

  /// A transformer's tokens are its map; where it has no classes of its own, its head leads the second look.
  @Test(arguments: [("dinov2-small-14", 84, 24), ("vit-small-16", 64, 16), ("convnext-tiny", 64, 8)])
  func everyKindOfNetExplains(backbone: String, size: Int, side: Int) async throws {
    let model = try await TinyModel(backbone: backbone, inputSize: size)
    let found = try await model.predictor().classify(
      TinyModel.image(1), ClassificationRequest(top: 1, explain: true, seen: false))
    let map = try #require(found.heatMap)
    #expect(map.width == side && map.height == side && map.values.contains(1))
    guard backbone.hasPrefix("dinov2") else { return }
    let once = try await model.predictor(looks: 1).measure(TinyModel.image(2)).logits
    #expect(try await model.predictor(looks: 2).measure(TinyModel.image(2)).logits != once)
  }

  @Test(arguments: [[], Array("%PDF-1.7 and more of it".utf8), Array("<svg xmlns='http://www.w3.org/2000/svg'/>".utf8)])
  func refusesWhatIsNoImage(bytes: [UInt8]) async throws {
    let predictor = try await TinyModel().predictor()
    await #expect(throws: ImageRefusal.self) { try await predictor.classify(bytes, .init()) }
    _ = try await predictor.classify(TinyModel.image(1), .init())
  }

  @Test func aCancelledCallerIsToldSo() async throws {
    let predictor = try await TinyModel().predictor()
    let image = try TinyModel.image(1)
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await predictor.classify(image, .init())
    }
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test func goldenAnswersProveTheModelAndTellAWrongOne() async throws {
    let model = try await TinyModel()
    let predictor = try model.predictor()
    try await predictor.verify()
    let golden = try predictor.folder.golden()
    let wrong = GoldenAnswers(
      answers: golden.answers.map { .init(image: $0.image, GoldenLogits($0.logits.map { $0 + 1 })) })
    await #expect(throws: ArtifactError.self) {
      try await wrong.check(precision: "f32") { answer in
        let known = golden.answers.first { $0.image == answer.image }
        return GoldenLogits(known?.logits ?? [])
      }
    }
  }
}
