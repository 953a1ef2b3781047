import Foundation
import Imaging
import Runtime
import Support
import Taxonomy
import TestSupport
import Testing
import Weights

@testable import Artifact
@testable import Inference

@Suite struct CascadeTests {
  private static let request = ClassificationRequest(top: 4)

  private static func difference(_ a: Answer, _ b: Answer) -> Double {
    let found = Dictionary(uniqueKeysWithValues: a.predictions.map { ($0.id, $0.probability) })
    return b.predictions.map { abs($0.probability - (found[$0.id] ?? 2)) }.max() ?? 2
  }

  @Test func allStagesAnswerAsTheJoinedNetDoes() async throws {
    let cascade = try await TinyCascade().predictor(.full)
    let joined = try await TinyCascade(answeringFrom: nil).predictor()
    for number in 0..<4 {
      let image = try TinyModel.image(number)
      let (found, wanted) = (
        try await cascade.classify(image, Self.request).answer, try await joined.classify(image, Self.request).answer
      )
      #expect(Self.difference(found, wanted) < 1e-4)
      #expect(found.verdict == wanted.verdict)
      #expect(found.stage == StageReached(number: 3, of: 3) && wanted.stage == nil)
    }
  }

  @Test func theFirstStageIsItsNetWithItsHeadAndTemperature() async throws {
    let model = try await TinyCascade(answeringFrom: [0, 0])
    let (auto, least) = (try model.predictor(), try model.predictor(.least))
    for number in 0..<4 {
      let image = try TinyModel.image(number)
      let features = try await model.features(of: "efficientnet-lite1", image)
      let wanted = Softmax.probabilities(
        model.stageHead.logits(of: features), temperature: TinyCascade.temperatures.first)
      let found = try await auto.classify(image, Self.request).answer
      for prediction in found.predictions {
        let place = TinyModel.classes.firstIndex { $0.id == prediction.id } ?? 0
        #expect(abs(prediction.probability - wanted[place]) < 1e-5)
      }
      #expect(found.stage == StageReached(number: 1, of: 3))
      #expect(try await least.classify(image, Self.request).answer == found)
    }
  }

  @Test func whatNoStageIsSureOfGoesThroughAllAndIsAnsweredAsByAll() async throws {
    let never = try await TinyCascade(answeringFrom: [nil, nil])
    for number in 0..<3 {
      let image = try TinyModel.image(number)
      let found = try await never.predictor().classify(image, Self.request).answer
      #expect(found == (try await never.predictor(.full).classify(image, Self.request).answer))
    }
  }

  @Test func theSecondStageGoesOnFromTheFirst() async throws {
    let model = try await TinyCascade(answeringFrom: [nil, 0])
    let one = try await TinyCascade(answeringFrom: nil).predictor(looks: 1)
    for number in 0..<3 {
      let image = try TinyModel.image(number)
      let found = try await model.predictor().classify(image, Self.request).answer
      #expect(found.stage == StageReached(number: 2, of: 3))
      // The same two nets at one look, at the stage's own temperature.
      let logits = try await one.measure(image).logits
      let wanted = Softmax.probabilities(logits, temperature: TinyCascade.temperatures.both)
      for prediction in found.predictions {
        let place = TinyModel.classes.firstIndex { $0.id == prediction.id } ?? 0
        #expect(abs(prediction.probability - wanted[place]) < 1e-4)
      }
    }
  }

  @Test func evaluationSeesTheProbabilitiesThatPredictionGives() async throws {
    for from: [Double?] in [[0, 0], [nil, 0], [nil, nil]] {
      let predictor = try await TinyCascade(answeringFrom: from).predictor()
      let image = try TinyModel.image(2)
      let measured = Softmax.probabilities(
        try await predictor.measure(image).logits, temperature: predictor.temperature)
      let examined = try await predictor.examine(image, top: 4)
      let answer = try await predictor.classify(image, Self.request).answer
      #expect(examined.answer == answer)
      #expect(abs((measured.max() ?? 0) - answer.predictions[0].probability) < 1e-5)
      #expect(
        abs(
          (Softmax.probabilities(examined.logits, temperature: predictor.temperature).max() ?? 0)
            - answer.predictions[0].probability) < 1e-5)
    }
  }

  @Test func answersDependOnNeitherThreadsNorLoad() async throws {
    // About half of the drawn images stop at the first stage.
    let images = try (0..<12).map(TinyModel.image)
    let free = try await TinyCascade(answeringFrom: [0, 0]).predictor()
    var sure: [Double] = []
    for image in images { sure.append(try await free.classify(image, Self.request).answer.predictions[0].probability) }
    let middle = sure.sorted()[6]
    let model = try await TinyCascade(answeringFrom: [middle, nil])
    let single = try model.predictor(threads: 1)
    var alone: [Answer] = []
    for image in images { alone.append(try await single.classify(image, Self.request).answer) }
    #expect(Set(alone.compactMap(\.stage?.number)) == [1, 3])
    // The threshold itself is enough.
    #expect(alone.count { $0.stage?.number == 1 } == sure.count { $0 >= middle })
    for image in images {
      let examined = try await single.examine(image)
      #expect(examined.passes[0] >= 1)
      #expect(examined.answer.stage?.number != 1 || examined.passes == [1, 0])
      #expect(examined.answer.stage?.number != 3 || examined.passes[1] >= 1)
    }
    let many = try model.predictor(threads: 2)
    let together = try await withThrowingTaskGroup(of: (Int, Answer).self) { group in
      for number in 0..<48 {
        group.addTask { (number, try await many.classify(images[number % 12], Self.request).answer) }
      }
      return try await group.reduce(into: [Int: Answer]()) { $0[$1.0] = $1.1 }
    }
    for (number, answer) in together { #expect(answer == alone[number % 12]) }
  }

  @Test func whatStagesWereNotFittedToAsksAll() async throws {
    let model = try await TinyCascade(answeringFrom: [0, 0])
    let (predictor, full) = (try model.predictor(), try model.predictor(.full))
    let image = try TinyModel.image(1)
    var weighted = Self.request
    weighted.weights = [1, 0, 1, 1]
    #expect(
      try await predictor.classify(image, weighted).answer == (try await full.classify(image, weighted).answer))
    let pair = [image, try TinyModel.image(2)]
    #expect(
      try await predictor.classify(together: pair, Self.request).answer
        == (try await full.classify(together: pair, Self.request).answer))
    // A number of looks is of all nets.
    let looked = try await model.predictor(looks: 1).classify(image, Self.request).answer
    #expect(looked.stage == nil)
  }

  @Test func aStageAnswersOnlyWhatItIsSureOfWithASetOfOne() {
    let certain: [Float] = [9, 0, 0, 0]
    let torn: [Float] = [9, 8.8, 0, 0]
    var policy = VerdictPolicy(unsureBelow: 0.6, presence: PresencePolicy(classes: [0], threshold: 0.5))
    func confidence(_ logits: [Float], _ presence: Double?, sets: SetPolicy? = nil) -> Double? {
      AnswerRule(temperature: 1, verdict: policy, sets: sets).confidence(of: logits, presence: presence)
    }
    #expect((confidence(certain, 0.9) ?? 0) > 0.99)
    #expect(confidence(certain, 0.4) == nil)
    #expect(confidence(torn, 0.9) == nil)
    policy.unsureBelow = 0.5
    #expect(confidence(torn, 0.9) != nil)
    let sets = SetPolicy(
      coverage: 0.95, set: AdaptiveSet(penalty: 0, free: 4), threshold: 0.9, images: 9, measured: 0.9, meanSize: 1)
    #expect(confidence(torn, 0.9, sets: sets) == nil)
    #expect(confidence(certain, 0.9, sets: sets) != nil)
  }

  @Test func aModelWithACascadeIsVerifiedAndExplained() async throws {
    let model = try await TinyCascade(answeringFrom: [0, 0])
    for effort in Effort.allCases { try await model.predictor(effort).verify() }
    try await model.predictor(looks: 2).verify()
    let wrong = try await TinyCascade(isGolden: false)
    await #expect(throws: ArtifactError.self) { try await wrong.predictor().verify() }
    let found = try await model.predictor().classify(
      TinyModel.image(1), ClassificationRequest(top: 1, explain: true, seen: true))
    #expect((found.heatMap?.values.count ?? 0) > 0)
  }

  @Test func anImageThatIsLikeNoClassGoesOn() async throws {
    for (energy, place) in [(-100.0, 1), (100, 2)] {
      let model = try await TinyCascade(answeringFrom: [0, 0]) { $0.cascade?.stages[0].leastEnergy = energy }
      let found = try await model.predictor().classify(TinyModel.image(1), ClassificationRequest(top: 1))
      #expect(found.answer.stage?.number == place, "\(energy)")
    }
  }

  /// Maps are large: a net is asked for one only where somebody wants to know where something is.
  @Test func mapsAreReadWhereTheyAreNeeded() async throws {
    let predictor = try await TinyCascade(answeringFrom: [0, 0]).predictor()
    let extractor = predictor.extractor
    let planes = try DecodedImage.decode(TinyModel.image(1)).planes(extractor.preprocessing)
    let (bare, whole) = (
      try await extractor.look(at: planes, withMap: false), try await extractor.look(at: planes, withMap: true)
    )
    #expect(bare.map.isEmpty && whole.map.count == whole.features.count * 4)
    #expect(bare.features == whole.features && bare.logits == whole.logits && bare.ownLogits == whole.ownLogits)
    // The joined map has the nets' own, one after the other.
    #expect(whole.map == whole.maps[0] + whole.maps[1])
    let looks = try await extractor.looks([.whole, .mirrored], in: .whole) { _, _ in planes }
    #expect(looks.allSatisfy { $0.map.isEmpty })
    let led = try await extractor.looks([.whole, .evidence(threshold: 0.35, margin: 0.06)], in: .whole) { _, _ in planes
    }
    #expect(!led[0].map.isEmpty)
    // Whether it is explained changes no answer.
    for number in 0..<4 {
      let image = try TinyModel.image(number)
      let explained = try await predictor.classify(image, ClassificationRequest(top: 4, explain: true))
      #expect(try await predictor.classify(image, ClassificationRequest(top: 4)).answer == explained.answer)
      #expect(explained.heatMap?.values.contains { $0 > 0 } == true)
    }
  }

  static let flaws: [(String, @Sendable (inout CascadePolicy) -> Void)] = [
    ("other nets", { $0.nets = ["efficientnet-lite0", "efficientnet-lite2"] }),
    ("one net of two", { $0.nets = ["efficientnet-lite0"] }),
    ("no stage", { $0.stages = [] }),
    ("stages in another order", { $0.stages.reverse() }),
    ("the same stage twice", { $0.stages[1] = $0.stages[0] }),
    ("a look of some nets only", { $0.stages[0].looks = 2 }),
    ("all as a stage", { $0.stages[1].looks = 2 }),
    ("more nets than there are", { $0.stages[1].nets = 3 }),
    ("no net", { $0.stages[0].nets = 0 }),
    ("a probability above 1", { $0.stages[0].answersFrom = 1.5 }),
    ("a probability that is none", { $0.stages[0].answersFrom = .nan }),
    ("an energy that is none", { $0.stages[0].leastEnergy = .nan }),
    ("no temperature", { $0.stages[0].temperature = 0 }),
    ("a threshold above 1", { $0.stages[0].verdict.unsureBelow = 7 }),
    ("many stages", { $0.stages = Array(repeating: $0.stages[0], count: 40) }),
  ]

  @Test(arguments: flaws.indices) func aCascadeThatCannotBeIsRefused(number: Int) async throws {
    let model = try await Self.whole.value
    var description = try ModelFolder(reading: model.url).description
    #expect(description.flaw(of: description.cascade) == nil)
    if var cascade = description.cascade {
      Self.flaws[number].1(&cascade)
      description.cascade = cascade
    }
    #expect(throws: ArtifactError.self, "\(Self.flaws[number].0)") { try description.check(file: "model.json") }
  }

  private static let whole = Task { try await TinyCascade() }

  @Test func aCascadeWithoutItsGraphsOrHeadsIsRefused() async throws {
    let model = try await TinyCascade()
    var description = try ModelFolder(reading: model.url).description
    description.files["efficientnet-lite1.onnx"] = nil
    try Seal.encode(description).write(to: model.url.appending(path: ModelFolder.descriptionFile))
    #expect(throws: ArtifactError.self) { try ModelFolder(reading: model.url) }
    // A stage whose presence needs neighbours that there are none of.
    let blind = try await TinyCascade {
      $0.cascade?.stages[0].verdict.presence = PresencePolicy(evidence: .neighbours, classes: [], threshold: 0.5)
    }
    #expect(throws: ArtifactError.self) { try blind.predictor() }
    let headless = try await TinyCascade(answeringFrom: nil) { $0.cascade = description.cascade }
    #expect(throws: (any Error).self) { try headless.predictor() }
  }
}
