import Testing

@testable import Imaging

/// How images of HEIF files may be made of one another.
@Suite struct MediaItemsTests {
  private static func big(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private static func box(_ type: String, _ body: [UInt8]...) -> [UInt8] {
    let body = Array(body.joined())
    return big(body.count + 8, 4) + Array(type.utf8) + body
  }

  /// A file of items by number, each with its type and what it is made of, the first of which is shown.
  ///
  /// - Parameters:
  ///   - claims: Bytes that each item claims, from the file's first on.
  ///   - more: Boxes next to the others.
  private static func file(
    _ items: [(type: String, parts: [Int])], claims: Int = 4, alpha: [(Int, Int)] = [], more: [UInt8] = []
  ) -> [UInt8] {
    let numbers = items.indices.map { big($0 + 1, 2) }
    let entries = zip(numbers, items).map { box("infe", [2, 0, 0, 0], $0, [0, 0], Array($1.type.utf8), [0]) }
    let places: [UInt8] = numbers.flatMap { (number: [UInt8]) -> [UInt8] in
      number + [0, 0, 0, 1] + big(0, 4) + big(claims, 4)
    }
    let references = zip(numbers, items).filter { !$1.parts.isEmpty }.map { number, item in
      box("dimg", number, big(item.parts.count, 2), Array(item.parts.map { big($0, 2) }.joined()))
    }
    let masks = alpha.map { box("auxl", big($0.0, 2), [0, 1], big($0.1, 2)) }
    return box("ftyp", Array("avif\0\0\0\0avifmif1".utf8))
      + box(
        "meta", big(0, 4), box("pitm", big(0, 4), [0, 1]),
        box("iloc", big(0, 4), [0x44, 0], big(items.count, 2), places),
        box("iinf", big(0, 4), big(items.count, 2), Array(entries.joined())),
        box("iref", big(0, 4), Array((references + masks).joined())), more)
  }

  private static func flaw(_ file: [UInt8]) -> String? { MediaItems(file).flaw(file) }

  @Test func whatCamerasWriteIsNoFlaw() {
    // A tone-mapped copy of a turned grid, whose gain map is a grid, with a mask.
    let gain = [("tmap", [2, 5]), ("iden", [3]), ("grid", [4, 4, 4]), ("hvc1", []), ("grid", [6, 6]), ("hvc1", [])]
    #expect(Self.flaw(Self.file(gain, alpha: [(6, 2)])) == nil)
    #expect(Self.flaw(Self.file([("av01", []), ("Exif", []), ("mime", [])])) == nil)
    #expect(Self.flaw(Self.file([("grid", [Int](repeating: 2, count: 800)), ("hvc1", [])])) == nil)
    // A film next to the image has a description of its own.
    let film = Self.box("moov", Self.box("trak", Self.box("meta", Self.big(0, 4), Self.box("iloc", Self.big(0, 8)))))
    #expect(Self.flaw(Self.file([("av01", [])]) + film) == nil)
  }

  /// libheif follows two that are made of each other until its stack ends, and the process with it.
  @Test func imagesMadeOfThemselvesAreRefused() {
    let reason = "its images are derived from one another over 4 levels deep"
    for items in [
      [("iden", [1])], [("iden", [2]), ("iden", [1])], [("av01", []), ("iden", [3]), ("iden", [2])],
      [("grid", [2, 2]), ("grid", [3, 3]), ("grid", [4, 4]), ("grid", [5, 5]), ("grid", [6, 6]), ("av01", [])],
      // The same, the innermost first.
      [("iden", [5]), ("av01", []), ("iden", [2]), ("iden", [3]), ("iden", [6]), ("iden", [4])],
    ] {
      #expect(Self.flaw(Self.file(items)) == reason, "\(items)")
    }
    #expect(Self.flaw(Self.file([("av01", []), ("av01", [])], alpha: [(1, 2), (2, 1)])) == reason)
    let file = Self.file([("iden", [2]), ("iden", [1])])
    #expect(throws: ImagingError.undecodable(.avif, reason: reason)) { try DecodedImage.inspect(file) }
  }

  @Test func tilesOfTilesAreCounted() {
    let fifty = { (part: Int) in ("grid", [Int](repeating: part, count: 50)) }
    #expect(Self.flaw(Self.file([fifty(2), ("grid", [3, 3]), ("av01", [])])) == nil)
    #expect(Self.flaw(Self.file([fifty(2), fifty(3), ("av01", [])])) == "it is made of over 2048 tiles")
    let reason = "it is an overlay of images, which is not supported: save it as one image"
    #expect(Self.flaw(Self.file([("iovl", [2, 2]), ("av01", [])])) == reason)
    #expect(Self.flaw(Self.file([("av01", []), ("iovl", [1, 1])])) == nil)
  }

  /// libheif keeps each item of metadata: five thousand that share 20 MB would be 100 GB.
  @Test func sharedBytesAreRefused() {
    let items = [("av01", [Int]())] + [(String, [Int])](repeating: ("Exif", []), count: 20)
    let whole = Self.file(items)
    #expect(Self.flaw(whole) == nil)
    #expect(Self.flaw(Self.file(items, claims: whole.count / 5)) == "its items claim more bytes than the file has")
  }

  /// Each turn is a copy: two hundred held a decoder for a minute.
  @Test func manyTurnsAreRefused() {
    func turned(_ times: Int) -> [UInt8] {
      let properties = Self.box("ipco", Self.box("irot", [1]), Self.box("ispe", Self.big(0, 12)))
      let places = [UInt8](repeating: 1, count: times) + [2, 2, 2, 2]
      let associations = Self.box("ipma", Self.big(0, 4), Self.big(1, 4), [0, 1, UInt8(places.count)], places)
      return Self.file([("av01", [])], more: Self.box("iprp", properties, associations))
    }
    #expect(Self.flaw(turned(3)) == nil && Self.flaw(turned(4)) == "it is rotated, mirrored or cropped 4 times")
    let all = (0..<400).flatMap { _ in [0, 1, 255] + [UInt8](repeating: 2, count: 255) as [UInt8] }
    let many = Self.box("iprp", Self.box("ipma", Self.big(0, 4), Self.big(400, 4), all))
    #expect(Self.flaw(Self.file([("av01", [])], more: many)) == "its items have over 40960 properties")
  }

  @Test func whatIsThereTwiceIsRefused() {
    let reason = "it describes its images twice"
    let one = [("av01", [Int]())]
    for more in [
      Self.box("iref", Self.big(0, 4)), Self.box("iinf", Self.big(0, 6)), Self.box("iloc", Self.big(0, 8)),
      Self.box("infe", [2, 0, 0, 0, 0, 1, 0, 0], Array("grid\0".utf8)),
    ] {
      #expect(Self.flaw(Self.file(one, more: more)) == reason)
    }
    #expect(Self.flaw(Self.file(one) + Self.file(one)) == reason)
  }
}
