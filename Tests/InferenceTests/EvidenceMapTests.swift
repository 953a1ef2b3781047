import Imaging
import Inference
import Testing

@Suite struct EvidenceMapTests {
  @Test func weighsChannelsAndKeepsOnlyWhatSpeaksFor() {
    // Two channels of 1 × 3 cells.
    let map: [Float] = [1, 2, 0, 0, 1, 3]
    let evidence = EvidenceMap(map: map, height: 1, width: 3, weights: [1, -1])
    #expect(evidence.values == [1, 1, 0])
  }

  @Test func findsTheBoxAroundTheStrongCells() {
    var values = [Float](repeating: 0, count: 64)
    for y in 2..<4 { for x in 4..<7 { values[y * 8 + x] = 1 } }
    let region = EvidenceMap(height: 8, width: 8, values: values).region(threshold: 0.5, margin: 0)
    #expect(abs(region.x - 4.0 / 8) < 0.07 && abs(region.width - 3.0 / 8) < 0.13)
    #expect(abs(region.y - 2.0 / 8) < 0.07 && abs(region.height - 2.0 / 8) < 0.13)
  }

  @Test func theMarginGrowsTheBoxButNotOutOfTheImage() {
    var values = [Float](repeating: 0, count: 64)
    values[0] = 1
    let plain = EvidenceMap(height: 8, width: 8, values: values).region(threshold: 0.5, margin: 0)
    let grown = EvidenceMap(height: 8, width: 8, values: values).region(threshold: 0.5, margin: 0.5)
    #expect(grown.x == 0 && grown.y == 0)
    #expect(grown.width > plain.width && grown.height > plain.height)
  }

  @Test(arguments: [[Float](repeating: 0, count: 9), [Float](repeating: -1, count: 9)])
  func withoutEvidenceItIsTheWholeImage(values: [Float]) {
    #expect(EvidenceMap(height: 3, width: 3, values: values).region(threshold: 0.35, margin: 0.06) == .whole)
  }

  @Test func refiningKeepsValuesBetweenTheirNeighbours() {
    let fine = EvidenceMap(height: 1, width: 2, values: [0, 1]).refined(by: 4)
    #expect(fine.width == 8 && fine.height == 4)
    #expect(Array(fine.values.prefix(8)) == fine.values.prefix(8).sorted())
    #expect(fine.values.allSatisfy { (0...1).contains($0) })
  }
}
