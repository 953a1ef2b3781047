import Foundation
import TestSupport
import Testing

@testable import Imaging

/// Pixels checked against an independent implementation: Pillow's decoder and antialiased bicubic resizing.
@Suite(.enabled(if: ReferencePython.available))
struct PillowTests {
  static func preprocessing(_ size: Int, _ resize: ResizeMode) -> Preprocessing {
    Preprocessing(size: size, resize: resize, mean: [0, 0, 0], std: [1, 1, 1])
  }

  /// Reads images, draws each in three modes and writes interleaved bytes, one image after the other.
  static let script = """
    import sys
    from PIL import Image, ImageOps
    size, out = int(sys.argv[1]), open(sys.argv[2], 'wb')
    for name in sys.argv[3:]:
        image = ImageOps.exif_transpose(Image.open(name)).convert('RGB')
        width, height = image.size
        out.write(image.resize((size, size), Image.BICUBIC).tobytes())
        scale = min(1, size / max(width, height))
        fitted = (max(1, round(width * scale)), max(1, round(height * scale)))
        square = Image.new('RGB', (size, size))
        small = image.resize(fitted, Image.BICUBIC)
        square.paste(small, ((size - fitted[0]) // 2, (size - fitted[1]) // 2))
        out.write(square.tobytes())
        side = min(width, height)
        left, top = (width - side) / 2, (height - side) / 2
        cut = image.resize((size, size), Image.BICUBIC, box=(left, top, left + side, top + side))
        out.write(cut.tobytes())
    """

  /// The mean difference of each image in each mode, in steps of 1/255.
  static func differences(_ files: [URL], size: Int) throws -> [[ResizeMode: Double]] {
    let folder = try TemporaryFolder()
    let output = folder.url.appending(path: "pixels")
    _ = try ReferencePython.run(script, ["\(size)", output.path] + files.map(\.path))
    let expected = [UInt8](try Data(contentsOf: output))
    let square = size * size
    return try files.enumerated().map { index, file in
      let image = try DecodedImage.decode([UInt8](try Data(contentsOf: file)))
      var found: [ResizeMode: Double] = [:]
      for (place, mode) in [ResizeMode.squash, .letterbox, .crop].enumerated() {
        let planes = try image.planes(preprocessing(size, mode))
        let start = (index * 3 + place) * square * 3
        var sum = 0.0
        for pixel in 0..<square {
          for channel in 0..<3 {
            sum += abs(Double(planes[channel * square + pixel]) * 255 - Double(expected[start + pixel * 3 + channel]))
          }
        }
        found[mode] = sum / Double(square * 3)
      }
      return found
    }
  }

  @Test("generated images of many shapes come out as Pillow's", arguments: Subsampling.allCases)
  func generated(_ subsampling: Subsampling) throws {
    let folder = try TemporaryFolder()
    var files: [URL] = []
    for (width, height) in [(333, 251), (97, 161), (320, 60), (50, 30), (9, 5)] {
      let pixels = TestImages.scene(width: width, height: height)
      let image = try #require(RGBImage(width: width, height: height, pixels: pixels))
      files.append(try folder.write(image.jpeg(subsampling: subsampling), to: "\(width)x\(height).jpg"))
      files.append(try folder.write(image.png(), to: "\(width)x\(height).png"))
    }
    for (file, found) in zip(files, try Self.differences(files, size: 80)) {
      for (mode, difference) in found {
        #expect(difference <= 1, "\(file.lastPathComponent) \(mode)")
      }
    }
  }

  @Test("images come out as Pillow's", .enabled(if: RealImages.available))
  func images() throws {
    let names = try FileManager.default.subpathsOfDirectory(atPath: RealImages.file("outside").path)
    let files = names.filter { $0.lowercased().hasSuffix(".jpg") }.sorted().prefix(8).map {
      RealImages.file("outside/\($0)")
    }
    let found = try Self.differences(files, size: 160)
    #expect(files.count == 8 && found.count == 8)
    for (file, found) in zip(files, found) {
      #expect(found.values.allSatisfy { $0 <= 1 }, "\(file.lastPathComponent) \(found)")
    }
    #expect(found.count == files.count && !files.isEmpty)
  }
}
