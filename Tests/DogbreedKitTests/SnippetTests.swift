import DogbreedKit
import DogbreedTraining
import Foundation
import TestSupport
import Testing

/// The documentation's samples, compiled and run; the last test checks the documentation against this file.
@Suite(.enabled(if: TrainedModel.available)) struct SnippetTests {
  @Test func landingPage() async throws {
    let (folder, image) = (try await TrainedModel.shared.value.url, try await TrainedModel.shared.value.file(of: "red"))
    let classifier = try await ImageClassifier(modelAt: folder)
    let answer = try await classifier.classify(fileAt: image)
    print(answer.verdict, answer.predictions[0].imageClass.label, answer.predictions[0].probability)
    #expect(answer.predictions[0].imageClass.label == "red")
  }

  @Test func loading() async throws {
    let folder = try await TrainedModel.shared.value.url
    let options = ClassifierOptions(cacheFolder: URL.temporaryDirectory.appending(path: "compiled"))
    let classifier = try await ImageClassifier(modelAt: folder, options: options)
    print(classifier.name, classifier.classes.map(\.label))
  }

  @Test func answer() async throws {
    let classifier = try await ImageClassifier(modelAt: TrainedModel.shared.value.url)
    let bytes = try TrainedModel.image(of: "blue", 2)
    let answer = try await classifier.classify(bytes, AnswerOptions(top: 3, heatMap: true))
    switch answer.verdict {
    case .sure: print(answer.predictions[0].imageClass.label)
    case .unsure: print("perhaps", answer.predictions.map(\.imageClass.label))
    case .another: print("a class that isn't known")
    case .unknown: print("something else")
    }
    if let map = answer.heatMap { print("looked at", map.width, "×", map.height, "places") }
  }

  @Test func neighbours() async throws {
    let (folder, image) = (try await TrainedModel.shared.value.url, try await TrainedModel.shared.value.file(of: "red"))
    let options = ClassifierOptions(loadsIndex: true)
    let classifier = try await ImageClassifier(modelAt: folder, options: options)
    let answer = try await classifier.classify(fileAt: image, AnswerOptions(neighbours: 3))
    for neighbour in answer.neighbours ?? [] {
      print(neighbour.file, neighbour.imageClass.label, neighbour.similarity)
    }
    #expect(answer.neighbours?.count == 3)
  }

  @Test func batch() async throws {
    let model = try await TrainedModel.shared.value
    let classifier = try await ImageClassifier(modelAt: model.url)
    let files = try TrainedModel.classes.map { try model.file(of: $0) }
    for try await image in classifier.classify(filesAt: files) {
      switch image.result {
      case .success(let answer): print(image.file.lastPathComponent, answer.predictions[0].imageClass.label)
      case .failure(let error): print(image.file.lastPathComponent, error)
      }
    }
  }

  @Test func training() async throws {
    let images = try await TrainedModel.shared.value.images
    let work = try TemporaryFolder()
    let (cache, folder) = (work.url.appending(path: "cache"), work.url.appending(path: "model"))
    let weights = TrainedModel.weights
    let training = HeadTraining(backbone: "efficientnet-lite0", weights: weights, cache: cache)
    let summary = try await training.train(on: images, to: folder)
    print(summary.classes, summary.images, summary.validationAccuracy ?? 0)
    #expect(summary.classes == TrainedModel.classes)
  }
}

@Suite struct DocumentationTests {
  /// Every Swift sample of the catalogue stands line by line in this file.
  @Test func everySampleIsCompiled() throws {
    let catalogue = RealImages.checkout.appending(path: "Sources/DogbreedKit/DogbreedKit.docc")
    let compiled = try Self.lines(URL(filePath: #filePath)).joined(separator: "\n")
    var count = 0
    for name in try FileManager.default.contentsOfDirectory(atPath: catalogue.path) where name.hasSuffix(".md") {
      for sample in try Self.samples(in: Self.lines(catalogue.appending(path: name))) {
        count += 1
        #expect(compiled.contains(sample), "\(name) has a sample that no test compiles:\n\(sample)")
      }
    }
    #expect(count == 6)
  }

  private static func lines(_ file: URL) throws -> [String] {
    try String(contentsOf: file, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false).map {
      $0.trimmingCharacters(in: .whitespaces)
    }
  }

  /// What stands between a line of three backticks and `swift`, and the next line of three backticks.
  private static func samples(in lines: [String]) -> [String] {
    var samples: [String] = []
    var open: [String]?
    for line in lines {
      if line == "```swift" {
        open = []
      } else if line == "```" {
        if let sample = open { samples.append(sample.joined(separator: "\n")) }
        open = nil
      } else {
        open?.append(line)
      }
    }
    return samples
  }
}
