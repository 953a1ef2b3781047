import Foundation
import TestSupport
import Testing

@testable import Imaging

/// HEIF files whose headers promise less than their decoders would have to do.
@Suite struct CodedSizeTests {
  /// A gray AV1 still image of 64 × 64, by libaom: its setup box's contents, and its units.
  private static let setup: [UInt8] = [
    0x81, 0x00, 0x0C, 0x00,
  ]
  private static let units: [UInt8] = [
    0x12, 0x00, 0x0A, 0x09, 0x18, 0x15, 0x7F, 0xFD, 0xA2, 0x02, 0x1A, 0x0D, 0x08, 0x32, 0x1A, 0x1C, 0x47, 0x87,
    0x85, 0xDD, 0xD3, 0x4D, 0x34, 0xC2, 0xC6, 0xC0, 0x00, 0xCF, 0xCA, 0x29, 0xC7, 0x95, 0x90, 0x51, 0xA0, 0x3F,
    0x80, 0x99, 0x65, 0x9C, 0xF8,
  ]

  private static func big(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private static func box(_ type: String, _ body: [UInt8]...) -> [UInt8] {
    let body = Array(body.joined())
    return big(body.count + 8, 4) + Array(type.utf8) + body
  }

  /// Units whose sequence header (reduced, as of a still image) says another size.
  private static func sequence(_ width: Int, _ height: Int) -> [UInt8] {
    var bits = "000" + "1" + "1" + "00000" + "1111" + "1111"
    for side in [width, height] {
      let digits = String(side - 1, radix: 2)
      bits += String(repeating: "0", count: 16 - digits.count) + digits
    }
    bits += String(repeating: "0", count: (8 - bits.count % 8) % 8)
    let bytes = stride(from: 0, to: bits.count, by: 8).map { UInt8(bits.dropFirst($0).prefix(8), radix: 2) ?? 0 }
    return [0x0A, UInt8(bytes.count)] + bytes
  }

  /// An AVIF file of one coded image, or of a grid of it.
  ///
  /// - isInBox: whether the image is in an `idat` box.
  /// - canvas: what the grid says of its size, where that is another than what is shown.
  /// - other: the units of a second image, which is not shown.
  /// - primaries: how often the file says which one is.
  private static func avif(
    _ units: [UInt8] = units, setup: [UInt8] = setup, shown: (Int, Int) = (64, 64), grid: (Int, Int)? = nil,
    canvas: (Int, Int)? = nil, isInBox: Bool = false, other: [UInt8] = [], primaries: Int = 1
  ) -> [UInt8] {
    let tiles = grid.map { $0.0 * $0.1 } ?? 0
    let (across, down) = canvas ?? shown
    let plan: [UInt8] = grid.map { [0, 1, UInt8($0.0 - 1), UInt8($0.1 - 1)] + big(across, 4) + big(down, 4) } ?? []
    let entries =
      [box("infe", [2, 0, 0, 0, 0, 1, 0, 0], Array("av01\0".utf8))]
      + (grid == nil ? [] : [box("infe", [2, 0, 0, 0, 0, 2, 0, 0], Array("grid\0".utf8))])
      + (other.isEmpty ? [] : [box("infe", [2, 0, 0, 0, 0, 3, 0, 0], Array("av01\0".utf8))])
    let properties =
      box("ispe", big(0, 4), big(grid == nil ? shown.0 : 64, 4), big(grid == nil ? shown.1 : 64, 4))
      + box("av1C", setup) + box("pixi", big(0, 4), [3, 8, 8, 8])
      + (grid == nil ? [] : box("ispe", big(0, 4), big(shown.0, 4), big(shown.1, 4)))
    let associations =
      big(0, 4) + big(entries.count, 4) + [0, 1, 3, 1, 0x82, 3] + (grid == nil ? [] : [0, 2, 2, 4, 3])
      + (other.isEmpty ? [] : [0, 3, 3, 1, 0x82, 3])
    func meta(_ offset: Int) -> [UInt8] {
      let places =
        [(1, offset, units.count)] + (grid == nil ? [] : [(2, offset + units.count, plan.count)])
        + (other.isEmpty ? [] : [(3, offset + units.count + plan.count, other.count)])
      return box(
        "meta", big(0, 4), box("hdlr", big(0, 8), Array("pict".utf8), big(0, 13)),
        Array(repeatElement(box("pitm", big(0, 4), big(grid == nil ? 1 : 2, 2)), count: primaries).joined()),
        box(
          "iloc", [1, 0, 0, 0, 0x44, 0], big(places.count, 2),
          places.flatMap { big($0.0, 2) + [0, isInBox ? 1 : 0, 0, 0, 0, 1] + big($0.1, 4) + big($0.2, 4) }),
        box("iinf", big(0, 4), big(entries.count, 2), Array(entries.joined())),
        box("iprp", box("ipco", properties), box("ipma", associations)),
        grid == nil
          ? [] : box("iref", big(0, 4), box("dimg", [0, 2], big(tiles, 2), (0..<tiles).flatMap { _ in [0, 1] })),
        isInBox ? box("idat", units, plan) : [])
    }
    let head = box("ftyp", Array("avif\0\0\0\0avifmif1miaf".utf8))
    if isInBox { return head + meta(0) }
    return head + meta(head.count + meta(0).count + 8) + box("mdat", units, plan, other)
  }

  private static func heic() throws -> [UInt8] {
    let file = try #require(Bundle.module.url(forResource: "two-colours", withExtension: "heic", subdirectory: "Files"))
    return Array(try Data(contentsOf: file))
  }

  private static let disagree = ImagingError.undecodable(.avif, reason: "its headers disagree on the size")

  @Test func honestOnesAreRead() throws {
    for isInBox in [false, true] {
      #expect(try DecodedImage.decode(Self.avif(isInBox: isInBox)).width == 64)
      let grid = try DecodedImage.decode(Self.avif(shown: (120, 128), grid: (2, 2), isInBox: isInBox))
      #expect(grid.width == 120 && grid.height == 128)
    }
  }

  @Test func aLargeCanvasBehindASmallImageIsRefused() throws {
    for isInBox in [false, true] {
      for primaries in 1...2 {
        let file = Self.avif(grid: (1, 1), canvas: (8192, 8192), isInBox: isInBox, primaries: primaries)
        #expect(throws: Self.disagree) { try DecodedImage.inspect(file) }
      }
    }
  }

  @Test(arguments: [false, true]) func aLargeCodedImageBehindASmallOneIsRefused(isInBox: Bool) throws {
    let hidden = Self.sequence(8192, 8192) + Self.units
    for file in [
      Self.avif(hidden, isInBox: isInBox), Self.avif(hidden, grid: (2, 2), isInBox: isInBox),
      Self.avif(Self.units + hidden, isInBox: isInBox),
      // The setup is read before the image.
      Self.avif(setup: Array(Self.setup.prefix(4)) + Self.sequence(8192, 8192)),
      // So many empty units that nobody looks through them.
      Self.avif(Array(repeatElement([0x12, 0x00], count: CodedSize.units + 1).joined()) + Self.units),
    ] {
      #expect(throws: Self.disagree) { try DecodedImage.inspect(file) }
    }
  }

  /// What isn't shown isn't decoded, so its size is its own affair.
  @Test func anotherImageOfTheFileMayBeLarger() throws {
    let large = Self.sequence(8192, 8192) + Self.units
    let file = Self.avif(other: large)
    #expect(try DecodedImage.decode(file).width == 64)
    // Where two are named as the one to show, nobody knows which it is.
    let doubled = Self.avif(other: large, primaries: 2)
    #expect(MediaItems(doubled).codedSizes(doubled).contains { $0.width == 8192 })
    #expect(!MediaItems(file).codedSizes(file).contains { $0.width == 8192 })
  }

  @Test func veryManyTilesAreRefused() throws {
    let reason = "it is made of over \(CodedSize.tiles) tiles"
    for grid in [(150, 150), (9, 228)] {
      let file = Self.avif(shown: (64 * grid.1, 64 * grid.0), grid: grid)
      #expect(throws: ImagingError.undecodable(.avif, reason: reason)) { try DecodedImage.inspect(file) }
    }
  }

  /// Hidden ones are decoded before the one that is shown.
  @Test func manyFramesOfOneImageAreRefused() throws {
    let (start, frame) = (Self.units.prefix(13), Array(Self.units.dropFirst(13)))
    func sizes(_ count: Int) -> [Int] {
      let units = start + Array(repeatElement(frame, count: count).joined())
      return AV1Header.sizes(Array(units), 0..<units.count).map { $0.width }
    }
    #expect(sizes(1) == [64] && sizes(16) == [64] && sizes(17) == [CodedSize.unknown.width])
    func coded(_ count: Int) -> Int {
      let units = (0..<count).flatMap { _ in [0, 0, 0, 4, 38, 1, 0x80, 0, 0, 0, 0, 4, 38, 1, 0, 0] as [UInt8] }
      return HEVCHeader.sizes(units, units: 0..<units.count).count
    }
    #expect(coded(16) == 0 && coded(17) == 1)
  }

  @Test func sequenceHeadersOfBothCodecsAreRead() throws {
    let hidden = Self.sequence(300, 70)
    let sizes = AV1Header.sizes(hidden + Self.units, 0..<hidden.count + Self.units.count)
    #expect(sizes.map { $0.width } == [300, 64] && sizes.map { $0.height } == [70, 64])
    let file = try Self.heic()
    let header = try DecodedImage.inspect(file)
    let coded = MediaItems(file).codedSizes(file)
    #expect(!coded.isEmpty)
    #expect(coded.allSatisfy { $0.width >= header.width && $0.width <= header.width + 64 })
  }

  @Test func damageNeverTraps() throws {
    var generator = SeededGenerator(seed: 5)
    let files = [Self.avif(grid: (2, 2)), Self.avif(isInBox: true), try Self.heic()]
    var refused = 0
    for round in 0..<3000 {
      var file = files[round % 3]
      for _ in 0...Int.random(in: 0...6, using: &generator) {
        file[Int.random(in: 0..<file.count, using: &generator)] =
          [0, 1, 0x7F, 0xFF].randomElement(using: &generator) ?? 0
      }
      let sizes = MediaItems(file).codedSizes(file)
      if sizes.contains(where: { $0.width > 64 }) { refused += 1 }
    }
    #expect(refused > 0)
  }
}
