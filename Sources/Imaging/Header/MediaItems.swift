/// The coded images of a HEIF file: where their bytes are, and how their codecs are set up (ISO/IEC 23008-12; AV1 Image
/// File Format).
struct MediaItems {
  /// At least as many as the times that images are named as parts of others.
  private(set) var references = 0
  /// The contents of `av1C` and `hvcC` boxes.
  private var setups: [(isAV1: Bool, bytes: Range<Int>)] = []
  /// Whether an item is coded as AV1; others that are here are of HEVC.
  private var coded: [Int: Bool] = [:]
  /// Stretches of the file, or of the `idat` box, with the item that they are of.
  private var extents: [(item: Int, isInBox: Bool, bytes: Range<Int>)] = []
  /// The contents of the `idat` box.
  private var box = 0..<0

  /// Reads the boxes; what is damaged is passed over, and left to the decoder.
  init(_ bytes: [UInt8]) {
    MediaBoxes.walk(bytes) { type, body in
      switch type {
      case "av1C", "hvcC": setups.append((type == "av1C", body))
      case "dimg": references += body.count / 2
      case "infe": readEntry(bytes, body)
      case "iloc": readPlaces(bytes, body)
      case "idat": box = body
      default: break
      }
    }
  }

  /// The sizes that the codecs' own headers give, in the setups and in the items.
  func codedSizes(_ bytes: [UInt8]) -> [(width: Int, height: Int)] {
    let inSetups = setups.flatMap { setup in
      setup.isAV1
        ? AV1Header.sizes(bytes, setup.bytes.dropFirst(4)) : HEVCHeader.sizes(bytes, setup: setup.bytes)
    }
    return inSetups
      + extents.flatMap { extent -> [(width: Int, height: Int)] in
        guard let isAV1 = coded[extent.item] else { return [] }
        let (first, last) = (extent.bytes.lowerBound, extent.bytes.upperBound)
        let (start, end) = extent.isInBox ? (box.lowerBound, box.upperBound) : (0, bytes.count)
        guard first <= end - start else { return [] }
        let place = start + first..<start + min(last, end - start)
        return isAV1 ? AV1Header.sizes(bytes, place) : HEVCHeader.sizes(bytes, units: place)
      }
  }

  /// Reads an `infe` box, an item's type (ISO/IEC 14496-12, 8.11.6).
  private mutating func readEntry(_ bytes: [UInt8], _ body: Range<Int>) {
    guard body.count >= 12, bytes[body.lowerBound] >= 2 else { return }
    let isLong = bytes[body.lowerBound] > 2
    guard let item = isLong ? bytes.big32(at: body.lowerBound + 4) : bytes.big16(at: body.lowerBound + 4) else {
      return
    }
    let type = body.lowerBound + (isLong ? 10 : 8)
    if bytes.has("av01", at: type) { coded[item] = true }
    if bytes.has("hvc1", at: type) || bytes.has("hev1", at: type) { coded[item] = false }
  }

  /// Reads an `iloc` box, where the items' bytes are (ISO/IEC 14496-12, 8.11.3).
  private mutating func readPlaces(_ bytes: [UInt8], _ body: Range<Int>) {
    guard body.count >= 8, let sizes = bytes.big16(at: body.lowerBound + 4) else { return }
    let version = bytes[body.lowerBound]
    let number = version < 2 ? 2 : 4
    var fields = FieldReader(bytes, body.lowerBound + 6..<body.upperBound)
    for _ in 0..<(fields.next(number) ?? 0) {
      guard let item = fields.next(number), let method = version > 0 ? fields.next(2) : 0, fields.next(2) != nil,
        let base = fields.next(sizes >> 4 & 15), let count = fields.next(2)
      else { return }
      for _ in 0..<count {
        guard version == 0 || fields.next(sizes & 15) != nil, let offset = fields.next(sizes >> 12),
          let length = fields.next(sizes >> 8 & 15), extents.count < PartBound.parts
        else { return }
        // A length of 0 is the rest.
        extents.append((item, method & 15 == 1, base + offset..<(length == 0 ? .max : base + offset + length)))
      }
    }
  }
}

/// Reads whole numbers of some bytes each, one after the other.
private struct FieldReader {
  private let bytes: [UInt8]
  private var rest: Range<Int>

  init(_ bytes: [UInt8], _ range: Range<Int>) {
    self.bytes = bytes
    rest = range.clamped(to: 0..<bytes.count)
  }

  /// The next big-endian number of 0 to 8 bytes, at most 2^60; nil at the end.
  mutating func next(_ count: Int) -> Int? {
    guard count <= rest.count else { return nil }
    let value = bytes[rest.prefix(count)].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    rest = rest.dropFirst(count)
    return Int(min(value, 1 << 60))
  }
}
