import Foundation
import TestSupport
import Testing

@testable import Imaging

@Suite struct ICCProfileTests {
  /// A display profile (ICC.1:2001-04) of three colorants in D50 and one gamma.
  ///
  /// - Parameter others: Other tags with their data.
  static func profile(
    _ colorants: [(String, [Double])], gamma: Double, others: [(String, [UInt8])] = []
  ) -> [UInt8] {
    func big(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    func xyz(_ values: [Double]) -> [UInt8] {
      Array("XYZ \0\0\0\0".utf8) + values.flatMap { big(Int(($0 * 65536).rounded()), 4) }
    }
    let curve = Array("curv\0\0\0\0".utf8) + big(1, 4) + big(Int((gamma * 256).rounded()), 2) + [0, 0]
    let name = Array("desc\0\0\0\0".utf8) + big(5, 4) + Array("Test\0".utf8) + [UInt8](repeating: 0, count: 79)
    let right = Array("text\0\0\0\0none\0\0\0\0".utf8)
    let parts: [(String, [UInt8])] =
      [("desc", name), ("cprt", right), ("wtpt", xyz([0.9642, 1, 0.8249]))]
      + colorants.map { ($0.0, xyz($0.1)) } + ["rTRC", "gTRC", "bTRC"].map { ($0, curve) } + others
    var offset = 128 + 4 + 12 * parts.count
    var table = big(parts.count, 4)
    var body: [UInt8] = []
    for (tag, data) in parts {
      table += Array(tag.utf8) + big(offset, 4) + big(data.count, 4)
      body += data
      offset += data.count
    }
    var header = big(offset, 4) + [0, 0, 0, 0] + big(0x0210_0000, 4) + Array("mntrRGB XYZ ".utf8)
    header += big(2020, 2) + big(1, 2) + big(1, 2) + [UInt8](repeating: 0, count: 6) + Array("acsp".utf8)
    header += [UInt8](repeating: 0, count: 28) + xyz([0.9642, 1, 0.8249])[8...]
    header += [UInt8](repeating: 0, count: 128 - header.count)
    return header + table + body
  }

  /// Adobe RGB (1998): its colorants adapted to D50, gamma 563/256.
  static let adobeRGB = profile(adobeColorants, gamma: 563.0 / 256)
  private static let adobeColorants = [
    ("rXYZ", [0.6097, 0.3111, 0.0195]), ("gXYZ", [0.2053, 0.6257, 0.0609]), ("bXYZ", [0.1492, 0.0632, 0.7446]),
  ]

  static let sRGB = [
    ("rXYZ", [0.4361, 0.2225, 0.0139]), ("gXYZ", [0.3851, 0.7169, 0.0971]), ("bXYZ", [0.1431, 0.0606, 0.7141]),
  ]

  @Test("sRGB is told by its numbers")
  func told() {
    #expect(ICCProfile.isSRGB(Self.profile(Self.sRGB, gamma: 2.2)))
    #expect(!ICCProfile.isSRGB(Self.profile(Self.sRGB, gamma: 1.8)))
    #expect(!ICCProfile.isSRGB(Self.adobeRGB))
    for length in stride(from: 0, to: 300, by: 7) { #expect(!ICCProfile.isSRGB(Array(Self.adobeRGB.prefix(length)))) }
  }

  @Test("an Adobe RGB image is converted to sRGB, an sRGB one left alone")
  func converted() throws {
    let pixels = TestImages.plain(width: 32, height: 32, red: 140, green: 160, blue: 100)
    let jpeg = try #require(RGBImage(width: 32, height: 32, pixels: pixels)).jpeg(quality: 100, subsampling: .none)
    let tag = Array("ICC_PROFILE\0".utf8) + [1, 1]
    // Adobe RGB 140, 160, 100 through the two specifications' formulas is sRGB 132.1, 161.5, 96.3.
    let cases = [(Self.adobeRGB, [132, 161, 96]), (Self.profile(Self.sRGB, gamma: 2.2), [140, 160, 100])]
    for (profile, expected) in cases {
      let drawn = try DecodedImage.decode(inserting(0xE2, tag + profile, into: jpeg)).rgb(width: 4, height: 4)
      for channel in 0..<3 { #expect(abs(Int(drawn.pixels[channel]) - expected[channel]) <= 2) }
    }
  }

  /// A hundred thousand of them in 3 kB of a PNG took two minutes.
  @Test("steps that any number of could stand in a profile are passed over, for what its other tags say")
  func steps() throws {
    let halves = [0x3F00_0000, 0, 0, 0, 0x3F00_0000, 0, 0, 0, 0x3F00_0000, 0, 0, 0].flatMap { (value: Int) in
      (0..<4).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    let matrix = Array("matf\0\0\0\0\0\u{3}\0\u{3}".utf8) + halves
    let table = "mpet\0\0\0\0\0\u{3}\0\u{3}\0\0\0\u{1}\0\0\0\u{18}\0\0\0"
    let head = Array(table.utf8) + [UInt8(matrix.count)]
    let profile = Self.profile(Self.adobeColorants, gamma: 563.0 / 256, others: [("D2B1", head + matrix)])
    let bare = try #require(ICCProfile.foreign(profile))
    #expect(bare.count == profile.count && bare != profile)
    #expect(!bare.indices.contains { bare.has("D2B", at: $0) })
    // lcms would take the steps, and not the colorants.
    #expect(try Self.converted(200, by: profile) != Self.converted(200, by: Self.adobeRGB))
    #expect(try Self.converted(200, by: bare) == Self.converted(200, by: Self.adobeRGB))
    let (jpeg, png) = (try scene(40, 30).jpeg(), try scene(40, 30).png())
    func tagged(_ profile: [UInt8]) throws -> [[Float]] {
      let inPNG = inserting(chunk: "iCCP", Array("x\0\0".utf8) + zlibStored(profile), into: png)
      let files = [ColourTransformTests.tagged(jpeg, profile), inPNG]
      return try files.map { try DecodedImage.decode($0).planes(plain(16)) }
    }
    #expect(try tagged(profile) == tagged(Self.adobeRGB))
    #expect(try tagged(profile)[1] != DecodedImage.decode(png).planes(plain(16)))
  }

  /// A pixel of equal bytes through lcms.
  private static func converted(_ value: UInt8, by profile: [UInt8]) throws -> [UInt8] {
    let transform = try #require(ColourTransform.from(profile, layout: ColourTransform.rgb))
    let (pixel, planes) = (try Plane(width: 3, height: 1), try (0..<3).map { _ in try Plane(width: 1, height: 1) })
    for place in 0..<3 { pixel.row(0)[place] = value }
    transform.part(pixel, into: planes)
    return planes.map { $0.row(0)[0] }
  }

  @Test("a profile beyond any that presses have is passed over")
  func huge() {
    let padding = [UInt8](repeating: 0, count: ICCProfile.sizeLimit)
    #expect(ICCProfile.foreign(Self.adobeRGB) == Self.adobeRGB && ICCProfile.foreign(Self.adobeRGB + padding) == nil)
  }

  @Test("a profile that is none is passed over")
  func nonsense() throws {
    let jpeg = try scene(40, 30).jpeg()
    let tag = Array("ICC_PROFILE\0".utf8) + [1, 1] + [UInt8](repeating: 7, count: 300)
    let difference = meanDifference(
      try DecodedImage.decode(inserting(0xE2, tag, into: jpeg)).planes(plain(16)),
      try DecodedImage.decode(jpeg).planes(plain(16))
    )
    #expect(difference < 1 / 255.0)
  }
}
