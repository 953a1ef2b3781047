import Foundation
import TestSupport
import Testing

@testable import Weights

@Suite struct WeightsFileTests {
  private func data(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: Bundle.module.bundleURL.appending(path: "Data/\(name)")))
  }

  private func small() throws -> [UInt8] {
    let folder = try TemporaryFolder()
    let place = folder.url.appending(path: "a")
    try SafetensorsWriter.write(
      WeightSet(["a": WeightArray(shape: [2, 1], values: [1, 2])]), metadata: ["licence": "MIT"], to: place)
    return Array(try Data(contentsOf: place))
  }

  @Test func bytesTellTheForm() throws {
    #expect(try WeightsFile.open(FileBytes(data("checkpoint-zip.pth"), name: "x.safetensors")) is StateDict)
    #expect(try WeightsFile.open(FileBytes(data("checkpoint-legacy.pth"), name: "x")) is StateDict)
    let found = try WeightsFile.open(FileBytes(small(), name: "x.pth"))
    #expect(try found.array("a") == WeightArray(shape: [2, 1], values: [1, 2]))
  }

  @Test(arguments: [
    ("", "empty"), ("import torch\n", "a text"),
    ("\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}x", "a file of an unknown kind"),
    ("<!DOCTYPE html><html>", "an HTML page"), ("{\"weight_map\": {}}", "a JSON text"),
    ("Rar!\u{1A}\u{7}", "a RAR archive"),
    ("version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "a Git LFS pointer"), ("GGUF\u{3}", "a GGUF file"),
  ])
  func whatIsNoWeightsIsNamed(text: String, name: String) {
    let error = #expect(throws: WeightsError.self) { try WeightsFile.open(FileBytes(Array(text.utf8), name: "x")) }
    #expect(
      error?.description.contains(name) == true && error?.description.hasPrefix("x is ") == true, "\(error as Any)")
  }

  /// Every low byte of a header's length, 0x80 among them, with which every pickle begins.
  @Test func noHeaderLengthMakesAnotherForm() throws {
    for padding in 0..<260 {
      let text =
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}" + String(repeating: " ", count: padding)
      let source = try WeightsFile.open(safetensors(text, data: [7]))
      #expect(source is SafetensorsFile)
      #expect(try source.array("a").values == [7])
    }
  }

  @Test func otherArchivesAreNamedBeforeTheirRecordsAre() throws {
    // A ZIP archive with one compressed record, as `zip` writes it.
    let name = Array("weights/model.safetensors".utf8)
    let rest: [UInt8] = [20, 0, 0, 0, 8, 0] + [UInt8](repeating: 0, count: 16) + [UInt8(name.count), 0, 0, 0]
    let local = [0x50, 0x4B, 3, 4] + rest + name
    let central = [0x50, 0x4B, 1, 2, 20, 0] + rest + [UInt8](repeating: 0, count: 14) + name
    let end: [UInt8] =
      [0x50, 0x4B, 5, 6, 0, 0, 0, 0, 1, 0, 1, 0, UInt8(central.count), 0, 0, 0, UInt8(local.count), 0, 0, 0, 0, 0]
    #expect(
      throws: WeightsError.unknownForm(file: "x", found: "a ZIP archive without a data.pkl, so not of torch.save")
    ) {
      try WeightsFile.open(FileBytes(local + central + end, name: "x"))
    }
  }

  /// Cut and changed files of every form give an error or weights, and never anything else.
  @Test func hostileBytesAreRefusedOrRead() throws {
    var generator = SeededGenerator(seed: 3)
    let files = [try data("checkpoint-zip.pth"), try data("checkpoint-legacy.pth"), try small()]
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
