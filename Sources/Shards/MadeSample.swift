import Corpus
import Foundation
import Imaging
import Support
import Taxonomy

/// The result of preparing one image for a shard.
struct MadeSample: Sendable {
  enum Outcome: Sendable {
    /// The encoded image, its JSON, and the sums over its pixels.
    case made(image: [UInt8], json: [UInt8], pixels: PixelSums)
    case problem(String)
  }

  let planned: PlannedSample
  /// Of the file's bytes and the crop; nil when they can't be read.
  let digest: SHA256Digest?
  let outcome: Outcome
}

/// Prepares images for shards, one at a time and on any thread.
struct SampleMaker: Sendable {
  let classes: [ClassName]
  let preprocessing: ShardPreprocessing
  let limits: Limits

  /// Reads, decodes, renders and encodes one image; any failure becomes a problem.
  func make(_ planned: PlannedSample) -> MadeSample {
    let encoded: EncodedImage
    switch read(planned.sample) {
    case .success(let read): encoded = read
    case .failure(let problem): return MadeSample(planned: planned, digest: nil, outcome: .problem(problem.reason))
    }
    let content = encoded.contentDigest
    let digest = encoded.digest(of: content)
    do {
      let image = try encoded.decode(limits: limits, minimumSide: 2 * preprocessing.size)
      let rendered = try image.square(preprocessing.size, resize: preprocessing.resize)
      var pixels = PixelSums()
      pixels.add(rendered.pixels)
      let shown =
        switch preprocessing.format {
        case .jpeg: try rendered.jpeg(quality: preprocessing.quality)
        case .webp: try rendered.webp(quality: preprocessing.quality)
        }
      let json = try note(planned.sample, image, content)
      return MadeSample(
        planned: planned, digest: digest, outcome: .made(image: shown, json: json, pixels: pixels))
    } catch {
      return MadeSample(planned: planned, digest: digest, outcome: .problem("\(error)"))
    }
  }

  /// SHA-256 of an image's bytes and crop; nil when they can't be read.
  func digest(_ planned: PlannedSample) -> SHA256Digest? {
    if case .success(let encoded) = read(planned.sample) { encoded.digest } else { nil }
  }

  /// The crop in pixels of the upright original: left, top, right and bottom; nil for the whole of it.
  private static func pixels(of image: DecodedImage) -> [Int]? {
    let part = image.part
    guard part != .whole else { return nil }
    let (across, down) = (Double(image.wholeWidth), Double(image.wholeHeight))
    return [part.x * across, part.y * down, (part.x + part.width) * across, (part.y + part.height) * down].map {
      Int($0.rounded())
    }
  }

  private struct ReadProblem: Error { let reason: String }

  private func read(_ sample: Sample) -> Result<EncodedImage, ReadProblem> {
    do {
      return .success(try sample.encoded(limits: limits))
    } catch let error as ImageFileError {
      // Without the path, which differs from machine to machine; the problem's own names the file.
      return .failure(ReadProblem(reason: "It can't be read (\(error.reason))."))
    } catch CorpusError.malformedAnnotation(_, let reason) {
      return .failure(ReadProblem(reason: "Its annotation can't be read as boxes (\(reason))."))
    } catch {
      return .failure(ReadProblem(reason: "\(error)"))
    }
  }

  /// The sample's JSON, keys sorted.
  private func note(_ sample: Sample, _ image: DecodedImage, _ digest: SHA256Digest) throws -> [UInt8] {
    let name = classes[sample.classIndex]
    return Array(
      try JSONText.data(
        SampleNote(
          class: name.id, label: name.label, index: sample.classIndex, source: sample.name, sha256: digest.hexadecimal,
          width: image.wholeWidth, height: image.wholeHeight, crop: Self.pixels(of: image))))
  }
}
