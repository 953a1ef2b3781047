import TestSupport
import Testing

@testable import Imaging

/// Damaged bytes end in an image or an `ImagingError`, never otherwise. The seeds make every run the same.
@Suite struct FuzzTests {
  static let limits = Limits(bytes: 1 << 20, side: 2000, pixels: 1_000_000)

  /// What became of damaged files.
  struct Tally {
    var decoded = 0, refused = 0
  }

  func survives(_ bytes: [UInt8], _ tally: inout Tally) {
    do {
      _ = try DecodedImage.inspect(bytes, limits: Self.limits)
      let image = try DecodedImage.decode(bytes, limits: Self.limits, minimumSide: 16)
      let values = try image.planes(plain(8))
      #expect(values.count == 192 && values.allSatisfy { (0...1).contains($0) })
      tally.decoded += 1
    } catch {
      #expect(error.description.hasSuffix(".") && !error.description.contains("\n"), "\(error)")
      tally.refused += 1
    }
  }

  /// Flips, overwrites, removes, repeats and inserts bytes; every second time only near the start, where headers are.
  func mutated(_ file: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
    var bytes = file
    for _ in 0..<Int.random(in: 1...6, using: &generator) where !bytes.isEmpty {
      let reach = Bool.random(using: &generator) ? min(bytes.count, 200) : bytes.count
      let place = Int.random(in: 0..<reach, using: &generator)
      switch Int.random(in: 0..<6, using: &generator) {
      case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 1: bytes[place] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &generator) ?? 0
      case 2: bytes.remove(at: place)
      case 3: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: place)
      case 4: bytes.removeSubrange(place..<min(bytes.count, place + 20))
      default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 30)], at: place)
      }
    }
    return bytes
  }

  @Test("damaged JPEG", arguments: [UInt64(1), 2, 3])
  func jpeg(_ seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let image = try scene(40, 30)
    let profile = inserting(
      0xE2, Array("ICC_PROFILE\0".utf8) + [1, 1] + ICCProfileTests.adobeRGB, into: try image.jpeg())
    let files = try [
      oriented(image.jpeg(), 6), image.jpeg(subsampling: .none, progressive: true), oriented(profile, 3, little: false),
    ]
    var tally = Tally()
    for round in 0..<150 { survives(mutated(files[round % files.count], &generator), &tally) }
    #expect(tally.decoded > 10 && tally.refused > 10, "\(tally)")
  }

  @Test("damaged PNG")
  func png() throws {
    var generator = SeededGenerator(seed: 4)
    let png = try scene(24, 16).png()
    var tally = Tally()
    for _ in 0..<200 { survives(mutated(png, &generator), &tally) }
    #expect(tally.refused > 100, "\(tally)")
  }

  @Test("noise behind every kind's first bytes")
  func noise() {
    var generator = SeededGenerator(seed: 5)
    let starts: [[UInt8]] = [
      [0xFF, 0xD8, 0xFF, 0xE1], [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], Array("GIF89a".utf8),
      Array("II*\0".utf8), [0x4D, 0x4D, 0, 0x2A], Array("RIFF".utf8) + [9, 0, 0, 0] + Array("WEBPVP8 ".utf8),
      [0, 0, 0, 24] + Array("ftypavif".utf8), [0, 0, 0, 24] + Array("ftypheic".utf8),
    ]
    var tally = Tally()
    for round in 0..<160 {
      let length = Int.random(in: 0..<400, using: &generator)
      survives(
        starts[round % starts.count] + (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }, &tally)
    }
    #expect(tally.refused == 160, "\(tally)")
  }
}
