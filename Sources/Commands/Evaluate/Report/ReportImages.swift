import Corpus
import Foundation
import Imaging
import Inference
import Support
import Taxonomy

/// The small images of a report's page, as `data:` addresses by file.
struct ReportImages {
  let predictor: Predictor
  /// Composed and decomposed names are two files.
  private let byPath: [ByteName: Sample]

  init(predictor: Predictor, samples: [Sample]) {
    self.predictor = predictor
    byPath = Dictionary(samples.map { (ByteName($0.path), $0) }) { first, _ in first }
  }

  func thumbnails(of files: [String]) async throws -> [String: String] {
    try await Thumbnail.addresses(
      of: Set(files).sorted().compactMap { byPath[ByteName($0)] }, limits: .isolated, width: predictor.width)
  }

  /// Where each answer comes from, in red over the image; files that can't be read any more have none.
  func maps(of files: [String]) async throws -> [String: String] {
    let samples = files.compactMap { byPath[ByteName($0)] }
    let addresses = try await samples.boundedMap(width: predictor.width) {
      [predictor] sample throws(any Error) -> String? in
      guard let image = try? sample.encoded(limits: .isolated),
        let small = Thumbnail.image(of: sample, limits: .isolated),
        let map = try? await predictor.examine(image.bytes, part: image.part, explains: true).heatMap,
        let jpeg = try Self.overlay(map, on: small)?.jpeg(quality: 75)
      else { return nil }
      return "data:image/jpeg;base64,\(Data(jpeg).base64EncodedString())"
    }
    return Dictionary(zip(samples, addresses).compactMap { sample, address in address.map { (sample.path, $0) } }) {
      first, _ in first
    }
  }

  private static func overlay(_ map: HeatMap, on image: RGBImage) -> RGBImage? {
    guard map.width > 0, map.height > 0 else { return nil }
    var pixels = image.pixels
    for y in 0..<image.height {
      for x in 0..<image.width {
        let cell =
          min(y * map.height / image.height, map.height - 1) * map.width
          + min(x * map.width / image.width, map.width - 1)
        let heat = Double(min(max(map.values[cell], 0), 1))
        let place = (y * image.width + x) * 3
        for (channel, colour) in [255.0, 40, 20].enumerated() {
          let value = Double(pixels[place + channel])
          // What doesn't count is darkened, what counts is reddened.
          pixels[place + channel] = UInt8(min(255, value * (0.45 + 0.35 * heat) + colour * 0.35 * heat))
        }
      }
    }
    return RGBImage(width: image.width, height: image.height, pixels: pixels)
  }
}
