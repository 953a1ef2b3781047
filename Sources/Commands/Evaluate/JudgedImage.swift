import Corpus
import Evaluation
import Foundation
import Imaging
import Inference
import Support
import Taxonomy

/// A labelled image with what the model made of it.
struct JudgedImage: Sendable {
  let sample: Sample
  let judgement: Judgement
  let answer: Answer
  /// Nil unless a report asks for them.
  let traits: ImageTraits?
  /// SHA-256 of the file's bytes.
  let hash: String
}

/// What a report slices images by, and what they are recognised by.
struct ImageTraits: Sendable {
  let width: Int
  let height: Int
  /// The mean luma, 0 to 255.
  let brightness: Double
  /// The ratio of the differences between neighbouring luma values to those between all: low where an image is blurred.
  let sharpness: Double
  let hash: PerceptualHash

  private static let side = 128

  init(of image: DecodedImage) {
    (width, height) = (image.width, image.height)
    let side = Self.side
    let luma = image.luma(columns: side, rows: side)
    let mean = luma.reduce(0.0) { $0 + Double($1) } / Double(luma.count)
    brightness = mean
    let variance = luma.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(luma.count)
    var edges = 0.0
    for y in 1..<side - 1 {
      for x in 1..<side - 1 {
        let place = y * side + x
        let laplacian =
          4 * luma[place] - luma[place - 1] - luma[place + 1] - luma[place - side] - luma[place + side]
        edges += Double(laplacian * laplacian)
      }
    }
    sharpness = edges / Double((side - 2) * (side - 2)) / max(variance, 1)
    hash = Self.hash(luma)
  }

  /// The hash alone, as of every image whose look-alikes are searched.
  static func hash(of image: DecodedImage) -> PerceptualHash {
    hash(image.luma(columns: side, rows: side))
  }

  private static func hash(_ luma: [Float]) -> PerceptualHash {
    let cells = PerceptualHash.side
    let step = side / cells
    var small = [Float](repeating: 0, count: cells * cells)
    for y in 0..<side {
      for x in 0..<side { small[y / step * cells + x / step] += luma[y * side + x] }
    }
    return PerceptualHash(luma: small)
  }
}

/// A predictor's result for one image.
enum ImageOutcome: Sendable {
  case measured(Examined, traits: ImageTraits?, hash: String)
  case problem(String)

  /// - Parameter isDetailed: Whether to compute traits.
  init(predictor: Predictor, isDetailed: Bool, read: () throws -> EncodedImage) async throws {
    do {
      let image = try read()
      let examined = try await predictor.examine(image.bytes, part: image.part)
      self = .measured(
        examined, traits: isDetailed ? ImageTraits(of: examined.image) : nil,
        hash: ContentHash.of(image.bytes))
    } catch let refusal as ImageRefusal {
      self = .problem(refusal.description)
    } catch let error as ImagingError {
      self = .problem(error.description)
    } catch let error as ImageFileError {
      self = .problem(error.description)
    } catch let error as CorpusError {
      self = .problem(error.description)
    }
  }
}
