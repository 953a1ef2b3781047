import Foundation
import Imaging
import TestSupport
import Testing

@testable import Corpus

@Suite struct BoxTests {
  private let xml = """
    <?xml version="1.0"?><!-- drawn by hand -->
    <annotation><size><width>500</width><height>400</height></size><object name="x"><pose/>
    <bndbox><xmin>10</xmin><ymin>20</ymin><xmax>60</xmax><ymax>70.4</ymax></bndbox></object>
    <object><bndbox><xmin>100</xmin><ymin>200</ymin><xmax>300</xmax><ymax>400</ymax></bndbox></object></annotation>
    """

  @Test func boxesAreReadAndTheLargestCounts() throws {
    let annotation = try VOCAnnotation.parse(Array(xml.utf8))
    #expect(annotation.width == 500 && annotation.height == 400 && annotation.boxes.count == 2)
    #expect(annotation.boxes[0] == BoundingBox(left: 10, top: 20, right: 60, bottom: 70))
    #expect(annotation.main == BoundingBox(left: 100, top: 200, right: 300, bottom: 400))
    #expect(annotation.crop(margin: 0, width: 500, height: 400) == annotation.main)
    // Grown by a tenth of 200 on each side, cut at the bottom; at half the size.
    #expect(
      annotation.crop(margin: 0.1, width: 250, height: 200)
        == BoundingBox(left: 40, top: 90, right: 160, bottom: 200))
  }

  @Test(arguments: [
    "", "<annotation>", "<annotation></object>", "<!DOCTYPE a [<!ENTITY b \"c\">]><annotation></annotation>",
    "<annotation><x", "<a></a>", "<annotation><!-- </annotation>", "< ></ >",
    String(repeating: "<annotation>", count: 40),
  ])
  func whatIsNoAnnotationIsRefused(_ text: String) {
    #expect(throws: VOCFault.self) { try VOCAnnotation.parse(Array(text.utf8)) }
  }

  @Test func boxesBeyondTheImageMakeNoCrop() {
    let box = BoundingBox(left: 600, top: 0, right: 700, bottom: 50)
    #expect(box.crop(margin: 0, width: 500, height: 400) == nil)
    #expect(BoundingBox(left: 5, top: 5, right: 5, bottom: 9).crop(margin: 1, width: 50, height: 50) == nil)
    let all = BoundingBox(left: -5, top: -5, right: 900, bottom: 900).crop(margin: 0.5, width: 50, height: 40)
    #expect(all == BoundingBox(left: 0, top: 0, right: 50, bottom: 40))
  }

  @Test func damagedBytesAreRefusedOrMakeACropInside() {
    var generator = SeededGenerator(seed: 9)
    let good = Array(xml.utf8)
    var (read, refused) = (0, 0)
    for _ in 0..<5000 {
      // Mostly whole files with few changes, so that what is read is damaged, too.
      let length = Bool.random(using: &generator) ? good.count : Int.random(in: 0...good.count, using: &generator)
      var bytes = Array(good.prefix(length))
      for _ in 0..<Int.random(in: 1...3, using: &generator) where !bytes.isEmpty {
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] =
          Bool.random(using: &generator)
          ? UInt8.random(in: 0...255, using: &generator) : UInt8.random(in: 48...57, using: &generator)
      }
      do throws(VOCFault) {
        let annotation = try VOCAnnotation.parse(bytes)
        read += 1
        guard let crop = annotation.crop(margin: 0.2, width: 100, height: 100) else { continue }
        #expect(0 <= crop.left && crop.left < crop.right && crop.right <= 100, "\(crop)")
        #expect(0 <= crop.top && crop.top < crop.bottom && crop.bottom <= 100, "\(crop)")
      } catch {
        #expect(!error.reason.isEmpty)
        refused += 1
      }
    }
    #expect(read > 10 && refused > 1000, "\(read) read, \(refused) refused")
  }

  @Test(.enabled(if: RealImages.available)) func everyOriginalImageHasABox() throws {
    let set = try DataSet.find(at: [RealImages.file("stanford-dogs-original")])
    let lookup = BoxLookup(for: set)
    for sample in set.samples {
      let annotation = try #require(try lookup.annotation(of: sample), "\(sample.name)")
      let (width, height) = (annotation.width ?? 0, annotation.height ?? 0)
      let region = try #require(annotation.region(margin: 0.1, width: width, height: height))
      #expect(region.width > 0 && region.height > 0)
    }
  }
}
