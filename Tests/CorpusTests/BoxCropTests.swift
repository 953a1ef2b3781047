import Corpus
import Foundation
import Imaging
import TestSupport
import Testing

/// Data sets that are cropped to the boxes next to them.
@Suite struct BoxCropTests {
  private let folder: TemporaryFolder
  private var data: URL { folder.url.appending(path: "data") }

  init() throws {
    folder = try TemporaryFolder()
    let image = try #require(RGBImage(width: 40, height: 20, pixels: TestImages.gradient(width: 40, height: 20)))
    for name in ["a/1", "a/2", "b/1"] { try folder.write(image.jpeg(), to: "data/Images/\(name).jpg") }
    try write((10, 5, 20, 15), to: "data/Annotation/a/1")
    try write((0, 0, 40, 10), to: "data/Annotation/b/1.xml")
  }

  /// An annotation with one box: left, top, right and bottom in pixels.
  private func write(_ box: (Int, Int, Int, Int), of size: (Int, Int) = (40, 20), to name: String) throws {
    let text = """
      <annotation><size><width>\(size.0)</width><height>\(size.1)</height></size><object><bndbox><xmin>\(box.0)</xmin>\
      <ymin>\(box.1)</ymin><xmax>\(box.2)</xmax><ymax>\(box.3)</ymax></bndbox></object></annotation>
      """
    try folder.write(Array(text.utf8), to: name)
  }

  private func parts(_ margin: Double) throws -> [Region] {
    try DataSet.find(at: [data]).cropped(toBoxesWithMargin: margin).samples.map {
      try $0.encoded(limits: Limits()).decode(limits: Limits()).part
    }
  }

  @Test func imagesAreCroppedAndTheRestIsNoted() throws {
    let set = try DataSet.find(at: [data])
    #expect(set.boxMargin == nil && set.samples.allSatisfy { $0.crop == nil })
    let cropped = try set.cropped(toBoxesWithMargin: 0.5)
    #expect(cropped.boxMargin == 0.5)
    #expect(cropped.notes.contains("Images are cropped to their main boxes, grown on each side by 0.5 of their own."))
    #expect(cropped.notes.contains("Images without a box, used whole: 1."))
    #expect(
      try parts(0) == [
        Region(x: 0.25, y: 0.25, width: 0.25, height: 0.5), .whole, Region(x: 0, y: 0, width: 1, height: 0.5),
      ])
    #expect(
      try parts(0.5) == [
        Region(x: 0.125, y: 0, width: 0.5, height: 1), .whole, Region(x: 0, y: 0, width: 1, height: 0.75),
      ])
  }

  @Test func whatIsSeenHasADigestOfItsOwn() throws {
    let set = try DataSet.find(at: [data])
    func digests(_ margin: Double?) throws -> [String] {
      let samples = try margin.map { try set.cropped(toBoxesWithMargin: $0) }?.samples ?? set.samples
      return try samples.map { "\(try $0.encoded(limits: Limits()).digest)" }
    }
    let (whole, tight, wide) = (try digests(nil), try digests(0), try digests(0.25))
    #expect(Set(whole).count == 1)
    #expect(Set(whole + tight + wide).count == 5)
    // An image without a box is the same, cropped or not.
    #expect(tight[1] == whole[1] && wide[1] == whole[1])
    try write((11, 5, 20, 15), to: "data/Annotation/a/1")
    let moved = try digests(0)
    #expect(moved[0] != tight[0] && moved[2] == tight[2])
  }

  @Test func aBoxIsTurnedWithTheImageItWasDrawnOn() async throws {
    let image = try #require(RGBImage(width: 40, height: 20, pixels: TestImages.gradient(width: 40, height: 20)))
    let jpeg = try image.jpeg()
    func exif(_ orientation: UInt8) -> [UInt8] {
      Array("Exif\0\0II".utf8)
        + [42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0]
    }
    func part(_ orientation: UInt8) throws -> Region {
      let block = exif(orientation)
      try folder.write(
        [0xFF, 0xD8, 0xFF, 0xE1, 0, UInt8(block.count + 2)] + block + jpeg[2...], to: "data/Images/a/1.jpg")
      return try parts(0)[0]
    }
    // Stored 40 × 20; upright 20 × 40, the stored box's rows running from right to left.
    #expect(try part(6) == Region(x: 0.25, y: 0.25, width: 0.5, height: 0.25))
    try write((0, 0, 10, 5), to: "data/Annotation/a/1")
    #expect(try part(6) == Region(x: 0.75, y: 0, width: 0.25, height: 0.25))
    #expect(try part(8) == Region(x: 0, y: 0.75, width: 0.25, height: 0.25))
    // One that was drawn on the upright image stays.
    try write((0, 0, 5, 10), of: (20, 40), to: "data/Annotation/a/1")
    #expect(try part(6) == Region(x: 0, y: 0, width: 0.25, height: 0.25))
    // Upside down the shape doesn't tell, and the check says so.
    try write((0, 0, 10, 5), to: "data/Annotation/a/1")
    for (orientation, told) in [(UInt8(3), false), (6, true), (1, true)] {
      _ = try part(orientation)
      let checkup = try await Checkup.run(try DataSet.find(at: [data]).cropped(toBoxesWithMargin: 0))
      #expect(checkup.findings.contains { $0.detail.hasPrefix("Boxes that may") } == !told, "\(orientation)")
    }
  }

  @Test func aDamagedAnnotationIsThatImagesProblem() throws {
    try folder.write(Array("<annotation><obj".utf8), to: "data/Annotation/a/1")
    let samples = try DataSet.find(at: [data]).cropped(toBoxesWithMargin: 0).samples
    let error = #expect(throws: CorpusError.self) { try samples[0].encoded(limits: Limits()) }
    #expect(error?.description.contains("data/Annotation/a/1 can't be read as boxes") == true)
    #expect(try samples[2].encoded(limits: Limits()).crop != nil)
  }

  @Test func withoutAnyBoxItIsAnError() throws {
    try FileManager.default.removeItem(at: data.appending(path: "Annotation"))
    let set = try DataSet.find(at: [data])
    #expect(throws: CorpusError.noBoxes(path: data.appending(path: "Images").path)) {
      try set.cropped(toBoxesWithMargin: 0)
    }
  }

  @Test func oxfordsBoxesAreFound() throws {
    let image = try #require(RGBImage(width: 40, height: 20, pixels: TestImages.gradient(width: 40, height: 20)))
    for name in ["Abyssinian_1", "pug_2"] { try folder.write(image.jpeg(), to: "pets/images/\(name).jpg") }
    try folder.write(Array("Abyssinian_1 1 1 1\npug_2 2 2 1\n".utf8), to: "pets/annotations/trainval.txt")
    try write((10, 5, 20, 15), to: "pets/annotations/xmls/pug_2.xml")
    let set = try DataSet.find(at: [folder.url.appending(path: "pets")]).cropped(toBoxesWithMargin: 0)
    let pug = try #require(set.samples.first { $0.baseName == "pug_2.jpg" })
    #expect(
      try pug.encoded(limits: Limits()).decode(limits: Limits()).part
        == Region(x: 0.25, y: 0.25, width: 0.25, height: 0.5))
  }
}
