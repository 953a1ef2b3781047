import Foundation
import TestSupport
import Testing

@testable import Weights

@Suite struct WeightsFileTests {
  private func data(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: Bundle.module.bundleURL.appending(path: "Data/\(name)")))
  }

  private func safetensors() throws -> [UInt8] {
    let folder = try TemporaryFolder()
    let place = folder.url.appending(path: "a")
    try SafetensorsWriter.write(
      WeightSet(["a": WeightArray(shape: [2, 1], values: [1, 2])]), metadata: ["licence": "MIT"], to: place)
    return Array(try Data(contentsOf: place))
  }

  @Test func bytesTellTheForm() throws {
    #expect(try WeightsFile.open(FileBytes(data("checkpoint-zip.pth"), name: "x.safetensors")) is StateDict)
    #expect(try WeightsFile.open(FileBytes(data("checkpoint-legacy.pth"), name: "x")) is StateDict)
    let found = try WeightsFile.open(FileBytes(safetensors(), name: "x.pth"))
    #expect(try found.array("a") == WeightArray(shape: [2, 1], values: [1, 2]))
  }

  @Test(arguments: ["", "{", "import torch\n", "\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}x"])
  func whatIsNoWeightsIsSaidSo(text: String) {
    #expect(throws: WeightsError.unknownForm(file: "x", found: "not a weights file")) {
      try WeightsFile.open(FileBytes(Array(text.utf8), name: "x"))
    }
  }

  /// Cut and changed files of every form give an error or weights, and never anything else.
  @Test func hostileBytesAreRefusedOrRead() throws {
    var generator = SeededGenerator(seed: 3)
    let files = [try data("checkpoint-zip.pth"), try data("checkpoint-legacy.pth"), try safetensors()]
    var (read, refused) = (0, 0)
    for round in 0..<3000 {
      var bytes = files[round % files.count]
      if Bool.random(using: &generator) { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &generator)) }
      for _ in 0..<Int.random(in: 0...4, using: &generator) where !bytes.isEmpty {
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
      }
      do throws(WeightsError) {
        let source = try WeightsFile.open(FileBytes(bytes, name: "x"))
        for name in source.names {
          let array = try source.array(name)
          #expect(array.values.count == array.shape.reduce(1, *) && array.values.count <= bytes.count)
        }
        read += 1
      } catch {
        #expect(error.description.hasSuffix("."), "\(error)")
        refused += 1
      }
    }
    #expect(read > 100 && refused > 1000, "\(read) read, \(refused) refused")
  }
}
