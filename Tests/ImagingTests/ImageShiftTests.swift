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
