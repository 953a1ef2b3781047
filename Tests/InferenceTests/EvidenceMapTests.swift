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

/// Maps over images that came to the net's square in other ways than by being squashed.
@Suite struct LaidMapTests {
  /// One strong cell of 4 × 4, at column 2 and row 1.
  private let map = EvidenceMap(height: 4, width: 4, values: (0..<16).map { $0 == 6 ? 1 : 0 })

  @Test func overTheWholeImageItOnlyGetsFiner() {
    let laid = map.laid(over: 40, 20, frame: .whole)
    #expect(laid.width == 40 && laid.height == 20)
    let best = laid.values.indices.max { laid.values[$0] < laid.values[$1] } ?? 0
    #expect((24...25).contains(best % 40) && (7...8).contains(best / 40))
    #expect(laid.values.allSatisfy { (0...1).contains($0) })
    for (one, other) in zip(map.laid(over: 16, 16, frame: .whole).values, map.refined(by: 4).values) {
      #expect(abs(one - other) < 1e-5)
    }
  }

  /// An image twice as wide as high: bars above and below, or its sides cut off.
  @Test(arguments: [(ResizeMode.letterbox, 25.0, 5.0), (.crop, 22.5, 7.5), (.squash, 25.0, 7.5)])
  func itLiesWhereTheNetSawIt(resize: ResizeMode, x: Double, y: Double) throws {
    let wide = try #require(RGBImage(width: 400, height: 200, pixels: [UInt8](repeating: 90, count: 240_000)))
    let image = try DecodedImage.decode(wide.png())
    let frame = image.frame(
      of: Preprocessing(size: 64, resize: resize, mean: [0, 0, 0], std: [1, 1, 1]))
    let laid = map.laid(over: 40, 20, frame: frame)
    let best = laid.values.indices.filter { laid.values[$0] > 0.999 }
    let column = best.reduce(0) { $0 + Double($1 % 40) + 0.5 } / Double(best.count)
    let row = best.reduce(0) { $0 + Double($1 / 40) + 0.5 } / Double(best.count)
    #expect(abs(column - x) < 0.6 && abs(row - y) < 0.6, "\(column), \(row)")
    // A look at the strong cell is a look at the same place.
    let part = frame.part(Region(x: 0.5, y: 0.25, width: 0.25, height: 0.25))
    #expect(abs((part.x + part.width / 2) * 40 - x) < 0.6 && abs((part.y + part.height / 2) * 20 - y) < 0.6)
  }

  @Test func allOfTheSquareIsAllOfTheImage() {
    #expect(Frame(x: 0, y: -0.5, width: 1, height: 2).part(.whole) == .whole)
  }

  /// What all of a transformer's tokens have in common says nothing of where the class is.
  @Test func tokensCountAgainstTheirMean() {
    let tokens: [Float] = [10, 10, 10, 12]
    #expect(EvidenceMap(map: tokens, height: 2, width: 2, weights: [1]).values.min() ?? 0 > 0.8)
    let relative = EvidenceMap(map: tokens, height: 2, width: 2, weights: [1], above: [0, 1, 2, 3])
    #expect(relative.values == [0, 0, 0, 1])
    // Nor does a sign that is the wrong way round for all.
    let negative = EvidenceMap(map: tokens.map { -$0 }, height: 2, width: 2, weights: [1], above: [0, 1, 2, 3])
    #expect(negative.values[3] == 0 && negative.values[0] == 1)
  }

  @Test func pooledFeaturesAreTold() {
    let map: [Float] = [1, 3, 0, 4]
    func look(_ features: [Float]) -> Look {
      Look(region: .whole, features: features, map: map)
    }
    #expect(look([2, 2]).hasPooledFeatures && look([2.01, 1.99]).hasPooledFeatures)
    #expect(!look([2, -2]).hasPooledFeatures && !look([0, 0]).hasPooledFeatures)
  }
}
