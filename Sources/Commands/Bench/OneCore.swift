import Foundation
import Imaging
import Inference
import Support

/// The parts of predictions one after another, on one core.
struct OneCore {
  private(set) var decode: [Double] = []
  private(set) var resize: [Double] = []
  private(set) var net: [Double] = []
  private(set) var head: [Double] = []
  private(set) var sizes: [[Int]] = []
  /// Some of the images, decoded.
  private(set) var images: [DecodedImage] = []
  /// The nets' input, and what they saw, of a few.
  private(set) var planes: [[Float]] = []
  private(set) var looks: [Look] = []

  /// More than there are scaling graphs in memory, since images as people send them have as many sizes.
  private static let mostImages = 128
  private static let mostLooks = 8

  /// Takes times of each image, in milliseconds, after a first round over three of them. Throws what decoding and the engine
  /// throw.
  static func measure(_ predictor: Predictor, _ files: [[UInt8]]) async throws -> OneCore {
    var found = OneCore()
    for bytes in files.prefix(3) { try await found.take(bytes, predictor) }
    found = OneCore()
    for bytes in files { try await found.take(bytes, predictor) }
    return found
  }

  private mutating func take(_ bytes: [UInt8], _ predictor: Predictor) async throws {
    let extractor = predictor.extractor
    let begun = ContinuousClock.now
    let image = try DecodedImage.decode(bytes, minimumSide: extractor.decodeSide)
    let decoded = ContinuousClock.now
    let input = try image.planes(extractor.preprocessing)
    let drawn = ContinuousClock.now
    let look = try await extractor.look(at: input)
    let seen = ContinuousClock.now
    _ = predictor.judge(look)
    let judged = ContinuousClock.now
    decode.append((decoded - begun) / .milliseconds(1))
    resize.append((drawn - decoded) / .milliseconds(1))
    net.append((seen - drawn) / .milliseconds(1))
    head.append((judged - seen) / .milliseconds(1))
    sizes.append([image.width, image.height])
    if images.count < Self.mostImages { images.append(image) }
    if looks.count < Self.mostLooks {
      planes.append(input)
      looks.append(look)
    }
  }

  /// Width and height of the image in the middle, by size.
  var typical: [Int] {
    sizes.isEmpty ? [0, 0] : sizes.sorted { $0[0] * $0[1] < $1[0] * $1[1] }[sizes.count / 2]
  }
}
