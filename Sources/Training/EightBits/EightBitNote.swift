import Artifact
import Corpus
import Foundation
import Imaging
import NeuralNetwork
import Support

/// What is known of a net in 8 bits for some images, kept so that a run again measures nothing twice and chooses alike.
struct EightBitNote: Codable {
  var record: EightBitRecord
  /// Nil where 8 bits were asked for and nothing was compared.
  var choice: PrecisionChoice?

  /// Where it is kept: a name that changes with all that ranges and choice depend on.
  ///
  /// - Parameters:
  ///   - pipeline: What features depend on besides the images.
  ///   - counts: How many images there are to train on and to validate with.
  ///   - images: Those of them that stand for all, told apart by their content, wherever they are.
  static func place(
    in cache: URL, pipeline: String, counts: [Int], images: [Sample], limits: Limits
  ) async throws -> URL {
    var lines = [pipeline] + counts.map { "\($0)" }
    for try await line in images.concurrentMap(width: 4, { "\($0.classIndex) \(content(of: $0, limits))" }) {
      lines.append(line)
    }
    let key = ContentHash.of(Array(lines.joined(separator: "\n").utf8)).prefix(32)
    return cache.appending(path: "int8").appending(path: "\(key).json")
  }

  /// The digest of what is seen of an image, which a shard's index may know already.
  private static func content(of sample: Sample, _ limits: Limits) -> String {
    if sample.crop == nil, let digest = sample.span?.digest { return digest.hexadecimal }
    guard let encoded = try? sample.encoded(limits: limits) else { return "unreadable" }
    return encoded.digest.hexadecimal
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
