import Foundation
import TestSupport
import Testing

@testable import Imaging

@Suite struct ImageShiftTests {
  private func pixels(_ image: DecodedImage, side: Int = 96) throws -> [Double] {
    try image.rgb(width: side, height: side).pixels.map(Double.init)
  }

  private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  /// How much neighbours differ: what blurring, shrinking and coarse JPEG take away.
  private func detail(_ values: [Double]) -> Double {
    mean(zip(values.dropFirst(3), values).map { abs($0 - $1) })
  }

  @Test(arguments: ImageShift.allCases)
  func changesWhatItSaysAndNothingElse(shift: ImageShift) throws {
    var generator = SeededGenerator(seed: 3)
    // Smooth shades with speckles: something to lose for each of the changes.
    let scene = (0..<(240 * 180 * 3)).map { place in
      UInt8(100 + place / 3 % 240 / 3 + place / 720 / 4 + Int.random(in: -15...15, using: &generator))
    }
    let image = try DecodedImage.decode(#require(RGBImage(width: 240, height: 180, pixels: scene)).png())
    let (before, after) = (try pixels(image), try pixels(image.shifted(shift)))
    #expect(try pixels(image.shifted(shift)) == after, "the same image is changed in the same way")
    switch shift {
    case .dimmed: #expect(abs(mean(after) - mean(before) / 2) < 1.5)
    case .blurred, .shrunk:
      #expect(abs(mean(after) - mean(before)) < 3)
      #expect(detail(after) < 0.95 * detail(before))
    case .recompressed:
      #expect(abs(mean(after) - mean(before)) < 4)
      #expect(after != before)
    case .scrambled:
      #expect(abs(mean(after) - mean(before)) < 3)
      #expect(mean(zip(after, before).map { abs($0 - $1) }) > 5)
    case .cropped:
      let part = try image.shifted(.cropped)
      #expect(part.width == 192 && part.height == 144)
    }
  }

  /// Copies that are drawn and never encoded are what they would be if they were encoded without loss.
  @Test(arguments: [(1, 1), (17, 5), (64, 48)]) func aDrawnImageIsThatOfItsFile(width: Int, height: Int) throws {
    let drawn = try #require(
      RGBImage(width: width, height: height, pixels: TestImages.noise(width: width, height: height)))
    let (own, decoded) = (try DecodedImage(drawn), try DecodedImage.decode(drawn.png(), minimumSide: nil))
    #expect(own.kind == decoded.kind && (own.width, own.height) == (decoded.width, decoded.height))
    #expect(own.pixels.coding == decoded.pixels.coding)
    for (plane, other) in zip(own.pixels.planes, decoded.pixels.planes) {
      for y in 0..<height { #expect((0..<width).allSatisfy { plane.row(y)[$0] == other.row(y)[$0] }) }
    }
    let preprocessing = Preprocessing(size: 32, mean: [0.5, 0.4, 0.3], std: [0.2, 0.3, 0.4])
    #expect(try own.planes(preprocessing) == decoded.planes(preprocessing))
  }

  /// The blur by its formula: the same sums in the same order.
  @Test func theBlurIsGaussian() throws {
    let (width, height) = (40, 300)
    let noise = TestImages.noise(width: width, height: height)
    let image = try DecodedImage(#require(RGBImage(width: width, height: height, pixels: noise)))
    // Drawn to 384 pixels at most: as it is.
    let before = try image.rgb(width: width, height: height).pixels
    let deviation = Double(width) / 150
    let reach = max(Int((3 * deviation).rounded(.up)), 1)
    let taps = (-reach...reach).map { Float(exp(-Double($0 * $0) / (2 * deviation * deviation))) }
    let weights = taps.map { $0 / taps.reduce(0, +) }
    func pass(_ values: [Float], _ place: (Int, Int, Int) -> Int) -> [Float] {
      (0..<values.count).map { index in
        let (x, y, channel) = (index / 3 % width, index / 3 / width, index % 3)
        return weights.enumerated().reduce(Float(0)) {
          $0 + $1.element * values[place(x, y, $1.offset - reach) + channel]
        }
      }
    }
    let across = pass(before.map(Float.init)) { x, y, step in (y * width + min(max(x + step, 0), width - 1)) * 3 }
    let both = pass(across) { x, y, step in (min(max(y + step, 0), height - 1) * width + x) * 3 }
    let wanted = both.map { UInt8(min(max($0.rounded(), 0), 255)) }
    let found = try image.shifted(.blurred)
    for channel in 0..<3 {
      for y in 0..<height {
        let row = found.pixels.planes[channel].row(y)
        #expect((0..<width).allSatisfy { row[$0] == wanted[(y * width + $0) * 3 + channel] })
      }
    }
  }

  @Test(arguments: [(1, 1), (1, 900), (2000, 3)])
  func takesImagesOfAnyShape(width: Int, height: Int) throws {
    let gray = [UInt8](repeating: 200, count: width * height * 3)
    let image = try DecodedImage.decode(#require(RGBImage(width: width, height: height, pixels: gray)).png())
    for shift in ImageShift.allCases {
      let found = try pixels(image.shifted(shift), side: 8)
      let wanted = shift == .dimmed ? 100.0 : 200.0
      #expect(found.allSatisfy { abs($0 - wanted) <= 3 }, "\(shift)")
    }
  }
}
