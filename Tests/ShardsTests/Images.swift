import Corpus
import Foundation
import Imaging
import Shards
import TestSupport
import Testing

/// A small data set of drawn images in `train/` and `test/`, and the shards made of it.
struct Images {
  let folder: TemporaryFolder
  var data: URL { folder.url.appending(path: "data") }

  /// - Parameter smooth: Without the edges that an encoder's coarser colours blur.
  init(
    perClass: Int = 12, classes: [String] = ["n02085620-Chihuahua", "blue disc", "Café"], smooth: Bool = false
  ) throws {
    folder = try TemporaryFolder()
    for (index, name) in classes.enumerated() {
      for number in 0..<perClass {
        let (width, height) = (60 + 7 * number, 90 - 3 * number)
        let part = number % 4 == 3 ? "test" : "train"
        let seed = 100 * index + number
        let pixels =
          smooth
          ? Self.waves(width: width, height: height, seed: Double(seed))
          : TestImages.scene(width: width, height: height, seed: UInt64(seed))
        let image = try #require(RGBImage(width: width, height: height, pixels: pixels))
        try folder.write(
          number % 5 == 4 ? image.png() : image.jpeg(),
          to: "data/\(part)/\(name)/\(number).\(number % 5 == 4 ? "png" : "jpg")")
      }
    }
  }

  private static func waves(width: Int, height: Int, seed: Double) -> [UInt8] {
    (0..<width * height).flatMap { place -> [UInt8] in
      let (x, y) = (Double(place % width) / Double(width), Double(place / width) / Double(height))
      return (0..<3).map { UInt8(127.5 + 100 * sin(seed + Double($0) + 3 * x + 2 * y)) }
    }
  }

  static func options(
    size: Int = 48, resize: ResizeMode = .crop, format: ShardFormat = .jpeg, shardBytes: Int = 20_000, threads: Int = 2
  ) -> PreparationOptions {
    var options = PreparationOptions(
      preprocessing: ShardPreprocessing(size: size, resize: resize, format: format, quality: 92))
    options.shardBytes = shardBytes
    options.threads = threads
    return options
  }

  func shards(_ name: String = "shards") -> URL { folder.url.appending(path: name) }

  @discardableResult
  func prepare(_ options: PreparationOptions = options(), to name: String = "shards") async throws -> PreparedShards {
    try await Preparation(options: options).run(DataSet.find(at: [data]), to: shards(name))
  }

  /// The files of a folder of shards by name; hidden ones too.
  func files(_ name: String = "shards") throws -> [String: Data] {
    let place = shards(name)
    return try FileManager.default.subpathsOfDirectory(atPath: place.path).reduce(into: [:]) { files, file in
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: place.appending(path: file).path, isDirectory: &isFolder)
      if !isFolder.boolValue { files[file] = try Data(contentsOf: place.appending(path: file)) }
    }
  }
}

extension URL {
  /// Changes one byte of the file.
  func flip(at place: Int) throws {
    var bytes = try Data(contentsOf: self)
    bytes[bytes.startIndex + place] ^= 1
    try bytes.write(to: self)
  }
}
