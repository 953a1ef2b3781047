import Foundation
import Imaging
import Taxonomy
import TestSupport
import Testing

@testable import Corpus

/// Sets whose images all look alike, as X-rays and traffic signs do, with a few copies among them.
@Suite struct UniformSetTests {
  private static let side = PerceptualHash.side

  private func normal(_ generator: inout SeededGenerator) -> Float {
    (0..<12).reduce(Float(-6)) { sum, _ in sum + Float.random(in: 0..<1, using: &generator) }
  }

  /// Texture of some strength, coarse to fine.
  private func texture(_ strength: Float, _ generator: inout SeededGenerator) -> [Float] {
    var luma = [Float](repeating: 0, count: Self.side * Self.side)
    for _ in 0..<24 {
      let (u, v) = (Float.random(in: 0..<9, using: &generator), Float.random(in: 0..<9, using: &generator))
      let (phase, height) = (Float.random(in: 0..<6.3, using: &generator), strength * normal(&generator) / 4)
      for index in luma.indices {
        luma[index] += height * cos(0.196 * (u * Float(index % Self.side) + v * Float(index / Self.side)) + phase)
      }
    }
    return luma
  }

  /// A chest: two dark lungs next to a bright spine, a little elsewhere in each patient.
  private func chest(_ generator: inout SeededGenerator) -> [Float] {
    let (x0, top, wide) = (16 + normal(&generator) / 3, 15 + normal(&generator) / 2, 5.5 + normal(&generator) / 4)
    let heart = 19 + normal(&generator) / 2
    var luma = texture(7, &generator)
    for index in luma.indices {
      let (x, y) = (Float(index % Self.side), Float(index / Self.side))
      for lung in [x0 - 6.5, x0 + 6.5] {
        let distance = pow((x - lung) / wide, 2) + pow((y - top) / 11, 2)
        luma[index] -= 90 / (1 + exp(8 * (distance - 1)))
      }
      luma[index] += 60 * exp(-pow((x - x0) / 1.6, 2))
      luma[index] += 70 * exp(-pow((x - heart) / 4, 2) - pow((y - 20) / 4.5, 2))
    }
    return luma
  }

  /// A round sign with one of 20 glyphs, at any light.
  private func sign(_ kind: Int, _ generator: inout SeededGenerator) -> [Float] {
    var kinds = SeededGenerator(seed: UInt64(kind))
    let glyph = (0..<30).map { _ in Bool.random(using: &kinds) }
    let (x0, y0) = (15.5 + normal(&generator) / 2, 15.5 + normal(&generator) / 2)
    let (light, ground) = (
      Float.random(in: 0.4..<1.1, using: &generator), Float.random(in: 20..<160, using: &generator)
    )
    var luma = texture(5, &generator)
    for index in luma.indices {
      let (x, y) = (Float(index % Self.side) - x0, Float(index / Self.side) - y0)
      let radius = (x * x + y * y).squareRoot()
      var value: Float = radius < 10 ? 235 : radius < 13.5 ? 80 : ground
      let (column, row) = (Int((x + 6) / 2), Int((y + 5) / 2))
      if x > -6, y > -5, column < 6, row < 5, glyph[row * 6 + column] { value = 20 }
      luma[index] += value * light
    }
    return luma
  }

  private func copy(of luma: [Float], _ generator: inout SeededGenerator) -> [Float] {
    luma.map { $0 + normal(&generator) }
  }

  private func found(_ images: [[Float]], copies: Int) async throws -> (true: Int, other: Int, atMost: Int) {
    let hashes = images.map { PerceptualHash(luma: $0) }
    let limit = try await DistanceCounts(of: hashes, width: 2).limit
    let first = images.count - copies
    let before = try await NearDuplicates.pairs(among: hashes, width: 2)
    let near = limit < 0 ? [] : try await NearDuplicates.pairs(among: hashes, limit: limit, width: 2)
    let isCopy = near.count { $0.second == first + $0.first }
    return (isCopy, near.count - isCopy, before.count)
  }

  @Test func ofChestsOnlyCopiesAreNearDuplicates() async throws {
    var generator = SeededGenerator(seed: 11)
    var images = (0..<500).map { _ in chest(&generator) }
    images += images.prefix(20).map { copy(of: $0, &generator) }
    let found = try await found(images, copies: 20)
    #expect(found.atMost > 200, "at 64 bits different patients drown the copies")
    #expect(found.true >= 18 && found.other <= 4, "\(found)")
  }

  @Test func ofSignsHardlyAnyPairIsTakenForADuplicate() async throws {
    var generator = SeededGenerator(seed: 12)
    let images = (0..<500).map { sign($0 % 20, &generator) }
    let found = try await found(images, copies: 0)
    #expect(found.atMost > 200 && found.other <= 5, "\(found)")
  }

  @Test func distancesTellTheLimit() {
    func limit(_ counts: [Int: Int]) -> Int {
      var pairs = [Int](repeating: 0, count: DistanceCounts.most + 1)
      for (place, count) in counts { pairs[place] = count }
      return DistanceCounts(pairs: pairs, among: 1000, of: 1000).limit
    }
    func tail(from start: Int) -> [Int: Int] {
      Dictionary(uniqueKeysWithValues: (start...DistanceCounts.most).map { ($0, Int(pow(1.3, Double($0 - start)))) })
    }
    let copies = Dictionary(uniqueKeysWithValues: (0..<40).map { ($0, 3) })
    #expect(limit([:]) == 64 && limit([3: 1]) == 64 && limit([60: 1]) == 64)
    #expect(limit(copies) == 64)
    #expect(limit(tail(from: 76)) == 64)
    #expect((25...52).contains(limit(copies.merging(tail(from: 45)) { $0 + $1 })))
    #expect(limit(tail(from: 0)) < 8)
    // Many look-alikes each, most of them not the closest; and the same of which the closest are the most.
    let hump = Dictionary(uniqueKeysWithValues: (0..<48).map { ($0, Int(1000 * exp(-pow(Double($0 - 28) / 8, 2)))) })
    let frames = Dictionary(uniqueKeysWithValues: (0..<48).map { ($0, 1000 - 20 * $0) })
    #expect(limit(hump) < 16 && limit(frames) == 64)
  }

  @Test func aCrossFadeAcrossSplitsLosesOnlyWhatLooksLikeTheTestImage() async throws {
    var generator = SeededGenerator(seed: 13)
    let (start, end) = (texture(40, &generator), texture(40, &generator))
    let folder = try TemporaryFolder()
    for frame in 0...16 {
      let luma = zip(start, end).map { 128 + $0 * Float(16 - frame) / 16 + $1 * Float(frame) / 16 }
      let pixels = luma.flatMap { value in [UInt8](repeating: UInt8(min(max(value, 0), 255)), count: 3) }
      let image = try #require(RGBImage(width: Self.side, height: Self.side, pixels: pixels))
      try folder.write(try image.png(), to: "\(frame == 8 ? "test" : "train")/a/\(frame).png")
    }
    var options = CheckupOptions()
    options.nearLimit = 40
    let checkup = try await Checkup.run(try DataSet.find(at: [folder.url]), options: options)
    let test = try #require(checkup.dataSet.samples.firstIndex { $0.split == .test })
    let crossing = checkup.duplicates.pairs.filter { $0.first == test || $0.second == test }
    let lost = checkup.rejected(dropsNear: true)
    #expect((1..<16).contains(crossing.count) && lost.count == crossing.count && lost[test] == nil)
    #expect(checkup.rejected(dropsNear: false).isEmpty)
    #expect(Set(checkup.duplicates.groups.joined()).count == 17, "those stay together in one split")
  }
}
