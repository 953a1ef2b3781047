import Archives
import Corpus
import Foundation
import Imaging
import TestSupport
import Testing

@testable import Shards

/// Shards of images that were cropped to the boxes next to them.
@Suite struct CroppedPreparationTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    // A dark box in the middle of light.
    let pixels = TestImages.draw(80, 40) { x, y in
      abs(x - 0.5) < 0.25 && abs(y - 0.5) < 0.25 ? (0.2, 0.2, 0.2) : (0.8, 0.8, 0.8)
    }
    let image = try #require(RGBImage(width: 80, height: 40, pixels: pixels))
    for name in ["a/1", "a/2", "b/1"] {
      try folder.write(image.jpeg(), to: "data/Images/\(name).jpg")
      try annotate(name, left: 20)
    }
  }

  private func annotate(_ name: String, left: Int) throws {
    let text = """
      <annotation><size><width>80</width><height>40</height></size><object><bndbox><xmin>\(left)</xmin>\
      <ymin>10</ymin><xmax>60</xmax><ymax>30</ymax></bndbox></object></annotation>
      """
    try folder.write(Array(text.utf8), to: "data/Annotation/\(name)")
  }

  private func prepare(_ margin: Double?, to name: String = "shards") async throws -> PreparedShards {
    let found = try DataSet.find(at: [folder.url.appending(path: "data")])
    let set = try margin.map { try found.cropped(toBoxesWithMargin: $0) } ?? found
    var options = PreparationOptions(
      preprocessing: ShardPreprocessing(
        size: 32, resize: .squash, format: .jpeg, quality: 95, boxMargin: set.boxMargin))
    options.threads = 2
    return try await Preparation(options: options).run(set, to: folder.url.appending(path: name))
  }

  @Test func onlyWhatTheBoxShowsIsThere() async throws {
    let prepared = try await prepare(0)
    #expect(prepared.manifest.preprocessing.boxMargin == 0)
    #expect(prepared.manifest.pixels.mean.allSatisfy { abs($0 - 0.2) < 0.02 })
    let shard = folder.url.appending(path: "shards/train-000000.tar")
    var reader = TarReader(MemorySource([UInt8](try Data(contentsOf: shard))))
    var notes = 0
    while let entry = try reader.next() {
      let bytes = try reader.contents(limit: 1 << 20)
      guard entry.path.hasSuffix("json") else { continue }
      let note = try JSONDecoder().decode(SampleNote.self, from: Data(bytes))
      #expect(note.width == 80 && note.height == 40 && note.crop == [20, 10, 60, 30])
      notes += 1
    }
    #expect(notes == 3)
    // Grown by its own size, the box is the whole image.
    let wide = try await prepare(1, to: "wide")
    #expect(wide.manifest.pixels.mean.allSatisfy { abs($0 - 0.65) < 0.02 })
  }

  @Test func otherBoxesAreOtherShards() async throws {
    let first = try await prepare(0)
    #expect(try await prepare(0).kept == 1)
    await #expect(throws: ShardError.self) { try await prepare(0.1) }
    await #expect(throws: ShardError.self) { try await prepare(nil) }
    try annotate("a/1", left: 0)
    let moved = try await prepare(0)
    #expect(moved.kept == 0 && moved.manifest.source != first.manifest.source)
    // The whole images' manifest says nothing of boxes.
    let whole = try await prepare(nil, to: "whole")
    #expect(whole.manifest.preprocessing.boxMargin == nil)
    #expect(!String(decoding: try whole.manifest.json(), as: UTF8.self).contains("boxMargin"))
  }

  @Test func aDamagedAnnotationIsAProblemAndPreparedImagesKeepTheirFrame() async throws {
    try folder.write(Array("no boxes".utf8), to: "data/Annotation/a/1")
    let prepared = try await prepare(0)
    #expect(prepared.problems.map(\.file) == [folder.url.appending(path: "data/Images/a/1.jpg").path])
    #expect(prepared.manifest.counts == ["train": 2])
    // The manifest holds no path of this machine.
    #expect(!String(decoding: try prepared.manifest.json(), as: UTF8.self).contains(folder.path))
    let shards = try DataSet.find(at: [folder.url.appending(path: "shards")])
    #expect(throws: CorpusError.self) { try shards.cropped(toBoxesWithMargin: 0) }
  }
}
