import Artifact
import Foundation
import NeuralNetwork
import Support

/// What is known of a net in 8 bits for some images, kept so that a run again measures nothing twice and chooses alike.
struct EightBitNote: Codable {
  var record: EightBitRecord
  /// Nil where 8 bits were asked for and nothing was compared.
  var choice: PrecisionChoice?

  /// Where it is kept.
  ///
  /// - Parameters:
  ///   - pipeline: What features depend on besides the images.
  ///   - images: What names the images.
  static func place(in cache: URL, pipeline: String, images: [String]) -> URL {
    let key = ContentHash.of(Array(([pipeline] + images).joined(separator: "\n").utf8)).prefix(32)
    return cache.appending(path: "int8").appending(path: "\(key).json")
  }

  /// What is kept there; nil where nothing is, or nothing that fits the network.
  static func read(_ place: URL, for network: Network) -> EightBitNote? {
    guard let file = try? RegularFile(reading: place.path), file.size <= 1 << 24,
      let bytes = try? file.read(at: 0, count: file.size),
      let note = try? JSONDecoder().decode(EightBitNote.self, from: Data(bytes)),
      let inputs = try? network.eightBitInputs(), Set(inputs) == Set(note.record.ranges.keys),
      note.record.ranges.values.allSatisfy(\.isUsable)
    else { return nil }
    return note
  }

  /// Keeps it; what can't be written is measured again the next time.
  func write(to place: URL) {
    try? FileManager.default.createDirectory(at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
    guard let data = try? JSONText.data(self) else { return }
    try? AtomicFile.write(Array(data), to: place.path)
  }
}
