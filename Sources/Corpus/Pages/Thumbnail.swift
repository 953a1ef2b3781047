import Foundation
import Imaging
import Support

/// Small images for pages.
package enum Thumbnail {
  /// The longer side, in pixels.
  package static let side = 112

  /// A small upright copy of an image's used part; nil if it can't be read.
  package static func image(of sample: Sample, limits: Limits, side: Int = side) -> RGBImage? {
    guard let image = try? sample.encoded(limits: limits).decode(limits: limits, minimumSide: side) else {
      return nil
    }
    let scale = min(1, Double(side) / Double(max(image.width, image.height)))
    return try? image.rgb(
      width: max(1, Int(Double(image.width) * scale)), height: max(1, Int(Double(image.height) * scale)))
  }

  /// Thumbnails as `data:` addresses of JPEG files, by path; files that can't be read have none.
  ///
  /// Throws `CancellationError`.
  package static func addresses(
    of samples: [Sample], limits: Limits, width: Int
  ) async throws -> [String: String] {
    let addresses = try await samples.boundedMap(width: width) { sample throws(any Error) -> String? in
      guard let jpeg = try image(of: sample, limits: limits)?.jpeg(quality: 75) else { return nil }
      return "data:image/jpeg;base64,\(Data(jpeg).base64EncodedString())"
    }
    return Dictionary(zip(samples, addresses).compactMap { sample, address in address.map { (sample.path, $0) } }) {
      a, _ in a
    }
  }
}
