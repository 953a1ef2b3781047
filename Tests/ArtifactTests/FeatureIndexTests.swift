import Foundation
import Support
import TestSupport
import Testing

@testable import Artifact

/// The index of a model's training images.
@Suite struct FeatureIndexTests {
  private static func digest(_ number: Int) -> [UInt8] { (0..<32).map { UInt8(truncatingIfNeeded: $0 * 7 + number) } }

  private static func rows(_ count: Int, width: Int, seed: UInt64 = 3) -> [[Float]] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in (0..<width).map { _ in Float.random(in: -1...3, using: &generator) } }
  }

  private static func builder(_ rows: [[Float]], thumbnails: Bool = false) -> FeatureIndexBuilder {
    var builder = FeatureIndexBuilder(width: rows.first?.count ?? 1)
    for (number, row) in rows.enumerated() {
      builder.append(
        IndexedImage(
          file: "class/größe \(number).jpg", classIndex: number % 3, digest: digest(number),
          thumbnail: thumbnails ? Array(repeating: UInt8(truncatingIfNeeded: number), count: number) : []),
        features: row)
    }
    return builder
  }

  private static func index(_ rows: [[Float]]) throws -> FeatureIndex {
    try FeatureIndex(builder(rows).encoded(), classes: 3, file: "index")
  }

  private static func cosine(_ a: [Float], _ b: [Float]) -> Double {
    func dot(_ a: [Float], _ b: [Float]) -> Double { zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) } }
    return dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot()
  }

  @Test func whatIsStoredIsThereAgain() throws {
    let rows = Self.rows(9, width: 33)
    let bytes = Self.builder(rows, thumbnails: true).encoded()
    let index = try FeatureIndex(bytes, classes: 3, file: "index")
    #expect(index.count == 9 && index.width == 33)
    for (number, row) in rows.enumerated() {
      let image = index.image(number)
      #expect(image.file == "class/größe \(number).jpg" && image.classIndex == number % 3)
      #expect(image.digest == Self.digest(number) && image.thumbnail.count == number)
      let features = index.features(number)
      #expect(abs(Self.cosine(features, row) - 1) < 1e-6)
      #expect(abs(features.reduce(0) { $0 + $1 * $1 } - 1) < 1e-3)
    }
    // More can be added later, and equal images give equal bytes.
    #expect(FeatureIndexBuilder(index).encoded() == bytes)
  }

  @Test func theNearestAreThoseThatComparingAllFinds() throws {
    let rows = Self.rows(700, width: 129)
    let index = try Self.index(rows)
    for query in Self.rows(20, width: 129, seed: 8) {
      let all = (0..<index.count).map { (place: $0, similarity: Self.cosine(query, rows[$0])) }
      let wanted = all.sorted { $0.similarity > $1.similarity }.prefix(7)
      let found = index.nearest(to: query, most: 7)
      #expect(found.map(\.similarity) == found.map(\.similarity).sorted(by: >))
      for match in found {
        #expect(abs(Double(match.similarity) - Self.cosine(query, rows[match.place])) < 1e-4)
        #expect(Self.cosine(query, rows[match.place]) > (wanted.last?.similarity ?? 1) - 1e-4)
      }
    }
    #expect(index.nearest(to: rows[5], most: 1).first?.place == 5)
    #expect(index.nearest(to: rows[5], most: 5000).count == 700)
    #expect((0..<700).allSatisfy { index.nearest(to: rows[$0], most: 1).allSatisfy { $0.similarity <= 1 } })
  }

  @Test func howManyCoresThereAreChangesNothing() throws {
    let index = try Self.index(Self.rows(50_000, width: 8))
    for query in Self.rows(5, width: 8, seed: 9) {
      #expect(index.nearest(to: query, most: 9, cores: 1) == index.nearest(to: query, most: 9, cores: 3))
    }
  }

  @Test func equalImagesStandInTheirOrder() throws {
    let row: [Float] = [1, 2, 3]
    let index = try Self.index([[0, 1, 0], row, row, row])
    #expect(index.nearest(to: row, most: 3).map(\.place) == [1, 2, 3])
  }

  @Test func whatHasNoDirectionFindsNothing() throws {
    let index = try Self.index([[.nan, 1], [0, 0], [.infinity, 0], [3, 4]])
    for query: [Float] in [[0, 0], [.nan, 1], [.infinity, 1], [1], [1, 2, 3]] {
      #expect(index.nearest(to: query, most: 2).isEmpty)
    }
    #expect(index.nearest(to: [3, 4], most: 4).map(\.similarity).prefix(2).map { ($0 * 100).rounded() } == [100, 0])
    #expect(index.nearest(to: [3, 4], most: 0).isEmpty)
    // Numbers whose squares are too large for 32 bits.
    #expect(index.nearest(to: [3e18, 4e18], most: 1).first?.place == 3)
  }

  @Test(arguments: [1, 2, 15, 16, 31, 64, 1280, 1281, 65_536])
  func theProcessorsOwnInstructionsGiveTheSameNumbers(width: Int) {
    var generator = SeededGenerator(seed: UInt64(width))
    let bound = Int16(ByteRows.bound(width: width))
    var rows = (0..<(3 * width)).map { _ in UInt8.random(in: 0...255, using: &generator) }
    // The largest sums there can be.
    for place in 0..<width { rows[place] = UInt8(bitPattern: -128) }
    let vectors = [
      (0..<width).map { _ in Int16.random(in: -bound...bound, using: &generator) },
      [Int16](repeating: -bound, count: width),
    ]
    for vector in vectors {
      var found = [[Int32]](repeating: [0, 0, 0], count: 2)
      rows.withUnsafeBytes { bytes in
        let block = ByteRows(bytes, width: width)
        for plain in 0...1 {
          found[plain].withUnsafeMutableBufferPointer {
            block.products(0..<3, with: vector, into: $0, isPlain: plain == 1)
          }
        }
      }
      let wanted = (0..<3).map { row in
        (0..<width).reduce(0) { $0 + Int(Int8(bitPattern: rows[row * width + $1])) * Int(vector[$1]) }
      }
      #expect(found[0].map(Int.init) == wanted && found[1].map(Int.init) == wanted)
    }
  }

  @Test func whatIsNoIndexIsRefused() throws {
    let bytes = Self.builder(Self.rows(3, width: 5), thumbnails: true).encoded()
    for length in 0..<bytes.count {
      #expect(throws: ArtifactError.self) {
        try FeatureIndex(Array(bytes.prefix(length)), classes: 3, file: "index")
      }
    }
    #expect(throws: ArtifactError.self) { try FeatureIndex(bytes + [0], classes: 3, file: "index") }
    // A class that the model doesn't have.
    #expect(throws: ArtifactError.self) { try FeatureIndex(bytes, classes: 2, file: "index") }
    // Counts that no memory could hold.
    for place in [16, 24, 32, 40] {
      for value: UInt8 in [0x7F, 0xFF] {
        var changed = bytes
        changed[place + 7] = value
        #expect(throws: ArtifactError.self) { try FeatureIndex(changed, classes: 3, file: "index") }
      }
    }
  }

  @Test func damagedBytesAreReadOrRefused() throws {
    let bytes = Self.builder(Self.rows(4, width: 6), thumbnails: true).encoded()
    var generator = SeededGenerator(seed: 5)
    var taken = 0
    for _ in 0..<4000 {
      var changed = bytes
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        changed[Int.random(in: 0..<bytes.count, using: &generator)] = .random(in: 0...255, using: &generator)
      }
      guard let index = try? FeatureIndex(changed, classes: 3, file: "index") else { continue }
      taken += 1
      for place in 0..<index.count { _ = index.image(place) }
      _ = index.nearest(to: [1, 2, 3, 4, 5, 6], most: 2)
    }
    #expect(taken > 500)
  }
}
