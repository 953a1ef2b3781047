import Foundation
import TestSupport
import Testing

@testable import Imaging

/// Colours through embedded profiles, whose transforms are kept from image to image.
@Suite struct ColourTransformTests {
  /// Display P3: its colorants in D50, and sRGB's curve as a gamma.
  static let displayP3 = ICCProfileTests.profile(
    [("rXYZ", [0.5151, 0.2412, -0.0011]), ("gXYZ", [0.2920, 0.6922, 0.0419]), ("bXYZ", [0.1571, 0.0666, 0.7841])],
    gamma: 2.2)

  static func tagged(_ jpeg: [UInt8], _ profile: [UInt8]) -> [UInt8] {
    inserting(0xE2, Array("ICC_PROFILE\0".utf8) + [1, 1] + profile, into: jpeg)
  }

  @Test("a profile's transform is made once")
  func once() throws {
    let one = try #require(ColourTransform.from(Self.displayP3, layout: 3 | 1 << 8))
    #expect(ColourTransform.from(Self.displayP3, layout: 3 | 1 << 8) === one)
    #expect(ColourTransform.from(ICCProfileTests.adobeRGB, layout: 3 | 1 << 8) !== one)
    let wide = try #require(ColourTransform.from(Self.displayP3, layout: 3 | 2 << 8))
    #expect(wide !== one)
  }

  @Test("a profile that doesn't fit the pixels, or is none, has no transform")
  func none() {
    #expect(ColourTransform.from(Self.displayP3, layout: 1 | 1 << 8) == nil)
    #expect(ColourTransform.from(Self.displayP3, layout: 4 | 1 << 8) == nil)
    #expect(ColourTransform.from(Self.displayP3, layout: 0) == nil)
    #expect(ColourTransform.from([], layout: 3 | 1 << 8) == nil)
    for length in stride(from: 1, to: Self.displayP3.count - 40, by: 23) {
      #expect(ColourTransform.from(Array(Self.displayP3.prefix(length)), layout: 3 | 1 << 8) == nil, "\(length)")
    }
  }

  @Test("images of several profiles, decoded at once, are those decoded one by one")
  func concurrent() async throws {
    let profiles = [
      Self.displayP3, ICCProfileTests.adobeRGB, ICCProfileTests.profile(ICCProfileTests.sRGB, gamma: 1.8),
    ]
    let files = try (0..<12).map { try Self.tagged(scene(40, 30, seed: UInt64($0)).jpeg(), profiles[$0 % 3]) }
    let expected = try files.map { try DecodedImage.decode($0).planes(plain(16)) }
    try await withThrowingTaskGroup(of: (Int, [Float]).self) { group in
      for round in 0..<60 {
        group.addTask { (round % 12, try DecodedImage.decode(files[round % 12]).planes(plain(16))) }
      }
      for try await (place, planes) in group { #expect(planes == expected[place]) }
    }
  }

  @Test("what is kept is bounded, and what was used last stays")
  func bounded() {
    let cache = RecentCache<Int, String>(capacity: 3)
    for key in 0..<10 {
      #expect(cache.value(0) { () throws(Never) in "0" } == "0")
      #expect(cache.value(key) { () throws(Never) in "\(key)" } == "\(key)")
      #expect(cache.count <= 3)
    }
    #expect(cache.value(0) { () throws(Never) in "made again" } == "0")
    #expect(cache.value(5) { () throws(Never) in "made again" } == "made again")
  }

  @Test("colours as Pillow's lcms makes them", .enabled(if: ReferencePython.available))
  func asPillow() throws {
    let folder = try TemporaryFolder()
    let script = """
      import io, sys
      from PIL import Image, ImageCms
      icc = open(sys.argv[2], 'rb').read()
      image = Image.open(sys.argv[1]).convert('RGB')
      image.save(sys.argv[3] + '/p3.png', icc_profile=icc)
      image.save(sys.argv[3] + '/p3.webp', icc_profile=icc, lossless=True)
      image.save(sys.argv[3] + '/p3.tif', icc_profile=icc)
      profile = ImageCms.ImageCmsProfile(io.BytesIO(icc))
      out = ImageCms.profileToProfile(image, profile, ImageCms.createProfile('sRGB'), renderingIntent=1)
      open(sys.argv[3] + '/expected', 'wb').write(out.tobytes())
      """
    let image = try folder.write(scene(40, 30).png(), to: "in.png")
    let profile = try folder.write(Self.displayP3, to: "p3.icc")
    _ = try ReferencePython.run(script, [image.path, profile.path, folder.path])
    let expected = [UInt8](try Data(contentsOf: folder.url.appending(path: "expected")))
    for name in ["p3.png", "p3.webp", "p3.tif"] {
      let decoded = try DecodedImage.decode([UInt8](Data(contentsOf: folder.url.appending(path: name))))
      let found = try decoded.rgb(width: 40, height: 30).pixels
      let differences = zip(found, expected).map { abs(Int($0) - Int($1)) }
      #expect(differences.max().map { $0 <= 2 } == true, "\(name): \(differences.max() ?? -1)")
    }
  }
}
