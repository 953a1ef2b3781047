import Foundation
import Synchronization
import Taxonomy

/// Answers by what stands after a JPEG's first two bytes, so that a test can ask for each answer and each fault.
final class FakeClassifier: Classifier {
  let card: ModelCard
  /// What `verify` throws, if anything.
  let fault: (any Error)?
  let calls = Mutex(0)
  let samples: [[UInt8]]

  struct EngineFailure: Error {}
  struct GoldenDiffers: Error {}
  struct Shortage: MemoryShortageError { let isShortage = true }

  static let classes = [
    ClassName(id: "n02085620-Chihuahua", label: "Chihuahua"), ClassName(id: "n02110958-pug", label: "pug"),
    ClassName(id: "n02099601-golden_retriever", label: "golden retriever"),
    ClassName(id: "n02106662-German_shepherd", label: "German shepherd"),
    ClassName(id: "x-Löwchen", label: "Löwchen"), ClassName(id: "n02110185-Siberian_husky", label: "Siberian husky"),
  ]

  static let words = ModelWords(
    classes: [
      "n02085620-Chihuahua": ClassWords(
        name: "Chihuahua", group: "Toy", about: "Bold for its size.", facts: [.init(name: "Origin", value: "Mexico")]),
      "n02110958-pug": ClassWords(
        aliases: ["mops"], facts: [.init(name: "Origin", value: "China"), .init(name: "Height", value: "25–33 cm")]),
    ])

  init(
    version: String = "0123456789abcdef", fault: (any Error)? = nil, classes: [ClassName] = FakeClassifier.classes,
    words: ModelWords? = nil, samples: [[UInt8]] = [], indexed: Int? = nil
  ) {
    self.samples = samples
    let words = words ?? (classes == Self.classes ? Self.words : .neutral)
    var card = ModelCard(
      name: "fake", version: version, architecture: "none", classes: words.named(classes), inputSize: 224,
      resize: "squash",
      metrics: ["test": ["top1": 0.9]], hashes: ["weights": "00"], licences: ["none"],
      words: words)
    card.indexed = indexed
    self.card = card
    self.fault = fault
  }

  static func image(_ word: String = "sure") -> [UInt8] { [0xFF, 0xD8] + Array(word.utf8) }

  func verify() async throws { if let fault { throw fault } }

  func classify(_ image: [UInt8], _ request: ClassificationRequest) async throws -> Classification {
    calls.withLock { $0 += 1 }
    guard image.starts(with: [0xFF, 0xD8]) else { throw ImageRefusal.unsupported(found: "text") }
    let word = String(decoding: image.dropFirst(2).prefix(12), as: UTF8.self)
    switch word {
    case "broken": throw ImageRefusal.undecodable(reason: "it ends early")
    case "huge": throw ImageRefusal.tooLarge(reason: "it has 900 million pixels")
    case "failure": throw EngineFailure()
    case "memory": throw Shortage()
    case "slow": try await Task.sleep(for: .seconds(30))
    case "pause": try await Task.sleep(for: .milliseconds(150))
    default: break
    }
    let verdict = Verdict(rawValue: word) ?? .sure
    let odds = [0.86, 0.07, 0.03, 0.02, 0.01, 0.01]
    let predictions = zip(card.classes, odds).prefix(request.top)
      .map { Prediction(label: $0.label, id: $0.id, probability: $1) }
    return Classification(
      answer: Answer(
        verdict: verdict, predictions: Array(predictions), presence: verdict == .other ? 0.1 : 0.9,
        set: verdict == .unsure ? PredictionSet(coverage: 0.95, classes: Array(predictions)) : nil,
        stage: StageReached(number: verdict == .sure ? 1 : 3, of: 3)),
      timings: Timings(decode: 0.001, inference: 0.002),
      heatMap: request.explain ? HeatMap(width: 2, height: 2, values: [0, 0.5, 1, .nan]) : nil,
      seen: request.seen ? image : nil,
      shown: request.shownSide.map { ShownImage(bytes: image, width: $0, height: $0 / 2) },
      closer: request.explain ? ImagePart(x: 0.25, y: 0.5, width: 0.5, height: 0.25) : nil,
      neighbours: card.indexed.map { neighbours(request.neighbours, of: $0) })
  }

  private func neighbours(_ asked: Int, of all: Int) -> [Neighbour] {
    (0..<min(asked, all)).map { number in
      let name = card.classes[number % card.classes.count]
      return Neighbour(
        file: "<b>\(number).jpg", label: name.label, id: name.id, similarity: 0.9 - 0.1 * Double(number),
        sha256: "00", thumbnail: number == 0 ? Data([0xFF, 0xD8]) : nil)
    }
  }

  func classify(together images: [[UInt8]], _ request: ClassificationRequest) async throws -> Classification {
    var answers: [Classification] = []
    for image in images { answers.append(try await classify(image, request)) }
    guard answers.count > 1, let first = answers[0].answer.predictions.first else { return answers[0] }
    let half = Prediction(label: first.label, id: first.id, probability: 1 / Double(answers.count))
    return Classification(
      answer: Answer(verdict: answers[0].answer.verdict, predictions: [half]), timings: answers[0].timings)
  }
}
