import DogbreedTraining
import Foundation
import Imaging
import TestSupport

/// A model trained on drawn images through the library itself, once for all tests.
struct TrainedModel {
  let folder: TemporaryFolder
  let summary: TrainingSummary
  static let classes = ["blue", "green", "red"]
  static let shared = Task { try await TrainedModel() }
  static let weights = RealImages.checkout.appending(path: ".deps/weights")
  static let available = FileManager.default.fileExists(atPath: weights.path)

  var url: URL { folder.url.appending(path: "model") }
  var images: URL { folder.url.appending(path: "images") }

  init() async throws {
    folder = try TemporaryFolder()
    for name in Self.classes {
      for number in 0..<8 {
        try folder.write(Self.image(of: name, number), to: "images/\(name)/\(number).png")
      }
    }
    var training = HeadTraining(
      backbone: "efficientnet-lite0", weights: Self.weights, cache: folder.url.appending(path: "cache"))
    training.looks = 1
    training.validation = 0.25
    training.keepsIndex = true
    summary = try await training.train(
      on: folder.url.appending(path: "images"), to: folder.url.appending(path: "model"))
  }

  /// A grainy disc of the class's colour, as a PNG file; another number, another image.
  static func image(of name: String, _ number: Int) throws -> [UInt8] {
    var generator = SeededGenerator(seed: UInt64(number + 1))
    let centre = (0.35 + 0.04 * Double(number), 0.65 - 0.04 * Double(number))
    let pixels = TestImages.draw(96, 72) { x, y in
      let grain = Double.random(in: -0.05...0.05, using: &generator)
      guard hypot(x - centre.0, y - centre.1) < 0.25 else { return (0.8 + grain, 0.8 + grain, 0.8 + grain) }
      return (
        name == "red" ? 0.9 : 0.1 + grain, name == "green" ? 0.8 : 0.1 + grain, name == "blue" ? 0.9 : 0.1 + grain
      )
    }
    return try RGBImage(width: 96, height: 72, pixels: pixels)?.png() ?? []
  }

  /// An image that the model has not been trained on, in a file.
  func file(of name: String) throws -> URL {
    try folder.write(Self.image(of: name, 9), to: "new/\(name).png")
  }
}
