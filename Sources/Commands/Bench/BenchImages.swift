import Foundation
import Imaging
import NeuralNetwork
import Support

/// Encoded images to time with.
enum BenchImages {
  /// The first `count` of a folder or list, or generated ones; those that can't be decoded are left out with a note.
  ///
  /// Throws what `UnlabelledImages` throws, `NoImages` where none can be decoded, and `ImagingError`.
  static func load(_ source: String?, count: Int, progress: any ProgressReporter) async throws -> [[UInt8]] {
    guard let source else { return try (0..<count).map { try generated(seed: UInt64($0)) } }
    let files = try await UnlabelledImages(source, progress: progress).paths.prefix(count).compactMap { path in
      do {
        let bytes = try ImageFile.read(path, limits: Limits())
        _ = try DecodedImage.decode(bytes)
        return bytes
      } catch {
        progress.note("\(path) is left out: \(error)")
        return nil
      }
    }
    if files.isEmpty { throw NoImages(names: [source]) }
    return files
  }

  /// A 500×375 JPEG of soft shapes and grain, about as large as an image's.
  static func generated(seed: UInt64) throws -> [UInt8] {
    let (width, height) = (500, 375)
    var generator = SplitMix64(seed: seed)
    let shapes = (0..<6).map { _ in (0..<6).map { _ in Double.random(in: 0...1, using: &generator) } }
    var pixels = [UInt8](repeating: 0, count: width * height * 3)
    for y in 0..<height {
      for x in 0..<width {
        let grain = Double.random(in: -12...12, using: &generator)
        for channel in 0..<3 {
          var value = 90.0
          for shape in shapes {
            let dx = Double(x) / Double(width) - shape[0]
            let dy = Double(y) / Double(height) - shape[1]
            value += 150 * (shape[3 + channel] - 0.4) * exp(-(dx * dx + dy * dy) / (0.02 + 0.1 * shape[2]))
          }
          pixels[(y * width + x) * 3 + channel] = UInt8(min(max(value + grain, 0), 255))
        }
      }
    }
    guard let image = RGBImage(width: width, height: height, pixels: pixels) else { return [] }
    return try image.jpeg(quality: 90)
  }
}
