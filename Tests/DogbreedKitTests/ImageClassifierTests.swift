import DogbreedKit
import DogbreedTraining
import Foundation
import Support
import TestSupport
import Testing

@Suite(.enabled(if: TrainedModel.available)) struct ImageClassifierTests {
  private static func classifier(_ options: ClassifierOptions = ClassifierOptions()) async throws -> (
    TrainedModel, ImageClassifier
  ) {
    let model = try await TrainedModel.shared.value
    return (model, try await ImageClassifier(modelAt: model.url, options: options))
  }

  @Test func trainsAndSaysOnWhat() async throws {
    let model = try await TrainedModel.shared.value
    #expect(model.summary.classes == TrainedModel.classes)
    #expect(model.summary.images == 24)
    #expect(model.summary.validationAccuracy == 1)
    #expect(model.summary.unusable.isEmpty)
  }

  @Test(arguments: TrainedModel.classes) func namesWhatImagesShow(name: String) async throws {
    let (model, classifier) = try await Self.classifier()
    let answer = try await classifier.classify(fileAt: model.file(of: name), AnswerOptions(top: 3))
    #expect(answer.predictions.count == 3)
    #expect(answer.predictions[0].imageClass == ImageClass(id: name, label: name))
    #expect(abs(answer.predictions.reduce(0) { $0 + $1.probability } - 1) < 1e-5)
    #expect(answer.verdict != .unsure)
    #expect(answer.heatMap == nil)
  }

  /// An image that was learnt from is its own nearest neighbour.
  @Test func neighboursAreTheImagesThatItLearntFrom() async throws {
    let (_, classifier) = try await Self.classifier(ClassifierOptions(loadsIndex: true))
    #expect(classifier.indexedImages == 24)
    let bytes = try TrainedModel.image(of: "green", 3)
    let answer = try await classifier.classify(bytes, AnswerOptions(neighbours: 5))
    let found = try #require(answer.neighbours)
    #expect(found.count == 5)
    #expect(found[0].file.hasSuffix("green/3.png") && found[0].imageClass == ImageClass(id: "green", label: "green"))
    #expect(found[0].similarity > 0.99 && found[0].thumbnail == nil)
    #expect(found[0].sha256 == ContentHash.of(bytes))
    #expect(zip(found, found.dropFirst()).allSatisfy { $0.similarity >= $1.similarity })
    #expect(try await classifier.classify(bytes).neighbours == nil)
    #expect(try await classifier.classify(bytes, AnswerOptions(neighbours: -1)).neighbours == nil)
    #expect(try await classifier.classify(bytes, AnswerOptions(neighbours: .max)).neighbours?.count == 24)
  }

  @Test func neighboursWithoutAnIndexAreRefused() async throws {
    let (model, classifier) = try await Self.classifier()
    #expect(classifier.indexedImages == nil)
    let bytes = try TrainedModel.image(of: "green", 3)
    let error = await #expect(throws: ModelError.self) {
      try await classifier.classify(bytes, AnswerOptions(neighbours: 1))
    }
    #expect(error?.description.contains("loadsIndex") == true)
    let work = try TemporaryFolder()
    let plain = work.url.appending(path: "model")
    var training = HeadTraining(
      backbone: "efficientnet-lite0", weights: TrainedModel.weights, cache: work.url.appending(path: "cache"))
    training.validation = 0
    _ = try await training.train(on: model.images, to: plain)
    await #expect(throws: ModelError.self) {
      try await ImageClassifier(modelAt: plain, options: ClassifierOptions(loadsIndex: true))
    }
  }

  @Test func bytesAreAnsweredAsFilesAre() async throws {
    let (model, classifier) = try await Self.classifier()
    let file = try model.file(of: "red")
    let options = AnswerOptions(top: 2, heatMap: true)
    let fromBytes = try await classifier.classify(Data(contentsOf: file), options)
    #expect(try await classifier.classify(fileAt: file, options) == fromBytes)
    let map = try #require(fromBytes.heatMap)
    #expect(map.values.count == map.width * map.height && map.values.max() == 1 && map.values.min() ?? -1 >= 0)
  }

  @Test func aBatchKeepsItsOrderAndGoesOnAfterABadFile() async throws {
    let (model, classifier) = try await Self.classifier()
    let folder = try TemporaryFolder()
    let text = try folder.write(Array("only text".utf8), to: "text.jpg")
    let missing = folder.url.appending(path: "missing.jpg")
    let names = (0..<30).map { TrainedModel.classes[$0 % 3] }
    var files = try names.map { try model.file(of: $0) }
    files.insert(text, at: 4)
    files.insert(missing, at: 20)
    var found: [String] = []
    for try await image in classifier.classify(filesAt: files) {
      #expect(image.file == files[found.count])
      switch image.result {
      case .success(let answer): found.append(answer.predictions[0].imageClass.id)
      case .failure(.unsupported): found.append("unsupported")
      case .failure(.unreadable): found.append("unreadable")
      case .failure(let error): found.append("\(error)")
      }
    }
    var expected = names
    expected.insert("unsupported", at: 4)
    expected.insert("unreadable", at: 20)
    #expect(found == expected)
  }

  @Test func listenersWhoLeaveStopTheWork() async throws {
    let (model, classifier) = try await Self.classifier()
    let file = try model.file(of: "blue")
    for try await image in classifier.classify(filesAt: Array(repeating: file, count: 2000)) {
      #expect(try image.result.get().predictions[0].imageClass.id == "blue")
      break
    }
    #expect(try await classifier.classify(fileAt: file).predictions[0].imageClass.id == "blue")
  }

  @Test(arguments: [[], Array("%PDF-1.7 and more".utf8), [0xFF, 0xD8, 0xFF, 0xE0, 0, 16]] as [[UInt8]])
  func whatIsNotAnImageIsSaidToBeNone(bytes: [UInt8]) async throws {
    let (_, classifier) = try await Self.classifier()
    let error = await #expect(throws: ImageError.self) { try await classifier.classify(bytes) }
    #expect(error.map { "\($0)".hasSuffix(".") } == true)
  }

  @Test func aChangedOrMissingModelIsRefused() async throws {
    let model = try await TrainedModel.shared.value
    let folder = try TemporaryFolder()
    let copy = folder.url.appending(path: "copy")
    await #expect(throws: ModelError.self) { try await ImageClassifier(modelAt: copy) }
    try FileManager.default.copyItem(at: model.url, to: copy)
    let weights = copy.appending(path: "weights.safetensors")
    var bytes = try Data(contentsOf: weights)
    bytes[bytes.count - 1] ^= 1
    try bytes.write(to: weights)
    let error = await #expect(throws: ModelError.self) { try await ImageClassifier(modelAt: copy) }
    #expect(error?.description.contains("weights.safetensors was changed") == true)
    await #expect(throws: ModelError.self) {
      try await ImageClassifier(modelAt: model.url, options: ClassifierOptions(looks: 4))
    }
  }

  @Test func optionsDecideHowTheNetIsComputed() async throws {
    let (model, exact) = try await Self.classifier(ClassifierOptions(precision: .f32, looks: 3, threads: 1))
    let (_, again) = try await Self.classifier(ClassifierOptions(precision: .f32, looks: 3, threads: 2))
    let file = try model.file(of: "green")
    #expect(try await exact.classify(fileAt: file) == again.classify(fileAt: file))
    #expect(exact.name == "model" && exact.version == again.version)
    #expect(exact.classes.map(\.id) == TrainedModel.classes)
  }
}
