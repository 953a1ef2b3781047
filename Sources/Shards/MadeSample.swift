import Corpus
import Crypto
import Foundation
import Imaging
import Taxonomy

/// What became of one picture on its way into a shard.
struct MadeSample: Sendable {
  enum Outcome: Sendable {
    /// The encoded picture, its JSON, and the sums over its pixels.
    case made(picture: [UInt8], json: [UInt8], pixels: PixelSums)
    case problem(String)
  }

  let planned: PlannedSample
  /// Of the file's bytes; nil when they can't be read.
  let digest: SHA256Digest?
  let outcome: Outcome
}

/// Makes pictures ready for shards, one at a time and on any thread.
struct SampleMaker: Sendable {
  let classes: [ClassName]
  let preprocessing: ShardPreprocessing
  let limits: Limits

  /// Reads, decodes, draws and encodes one picture; whatever is wrong with it becomes a problem.
  func make(_ planned: PlannedSample) -> MadeSample {
    let bytes: [UInt8]
    switch read(planned.sample) {
    case .success(let read): bytes = read
    case .failure(let problem): return MadeSample(planned: planned, digest: nil, outcome: .problem(problem.reason))
    }
    let digest = SHA256.hash(data: bytes)
    do {
      let picture = try Picture.decode(bytes, limits: limits, minimumSide: 2 * preprocessing.size)
      let image = try picture.square(preprocessing.size, resize: preprocessing.resize)
      var pixels = PixelSums()
      pixels.add(image.pixels)
      let encoded =
        switch preprocessing.format {
        case .jpeg: try image.jpeg(quality: preprocessing.quality)
        case .webp: try image.webp(quality: preprocessing.quality)
        }
      let json = try note(planned.sample, picture, digest)
      return MadeSample(
        planned: planned, digest: digest, outcome: .made(picture: encoded, json: json, pixels: pixels))
    } catch {
      return MadeSample(planned: planned, digest: digest, outcome: .problem("\(error)"))
    }
  }

  /// SHA-256 of a picture's bytes; nil when they can't be read.
  func digest(_ planned: PlannedSample) -> SHA256Digest? {
    if case .success(let bytes) = read(planned.sample) { SHA256.hash(data: bytes) } else { nil }
  }

  private struct ReadProblem: Error { let reason: String }

  private func read(_ sample: Sample) -> Result<[UInt8], ReadProblem> {
    do {
      return .success(try sample.bytes(limits: limits))
    } catch let error as PictureFileError {
      // Without the path, which differs from machine to machine; the problem's own names the file.
      return .failure(ReadProblem(reason: "It can't be read (\(error.reason))."))
    } catch {
      return .failure(ReadProblem(reason: "\(error)"))
    }
  }

  /// The sample's JSON, keys sorted.
  private func note(_ sample: Sample, _ picture: Picture, _ digest: SHA256Digest) throws -> [UInt8] {
    let name = classes[sample.classIndex]
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(
      try encoder.encode(
        SampleNote(
          class: name.id, label: name.label, index: sample.classIndex, source: sample.name, sha256: digest.hex,
          width: picture.width, height: picture.height)))
  }
}

/// What `KEY.json` says of a picture in a shard.
package struct SampleNote: Codable, Hashable, Sendable {
  /// The class's id.
  package let `class`: String
  package let label: String
  /// The class's index in the manifest.
  package let index: Int
  /// The file it came from, below the data folder.
  package let source: String
  /// SHA-256 of that file.
  package let sha256: String
  /// The upright original's size in pixels.
  package let width: Int
  package let height: Int
}
