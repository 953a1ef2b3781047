/// The coded images of a HEIF file that the one it shows is made of: where their bytes are, and how their codecs are set up
/// (ISO/IEC 23008-12; AV1 Image File Format).
struct MediaItems {
  /// A codec with the place of what sets it up or of what it is to decode.
  private struct Coded {
    let isAV1: Bool
    let bytes: Range<Int>
  }

  private enum Property {
    case setup(Coded)
    /// Turns, mirrors or cuts the image: the decoder makes a copy of it.
    case change
    case other

    init(_ type: String, _ body: Range<Int>) {
      self =
        switch type {
        case "av1C", "hvcC": .setup(Coded(isAV1: type == "av1C", bytes: body))
        case "irot", "imir", "clap": .change
        default: .other
        }
    }
  }

  /// At least as many as the times that images are named as parts of others.
  private(set) var references = 0
  /// The items that are named as the one to show.
  private var primaries: [Int] = []
  /// What an item is derived from, and what stands for its transparency, as often as it is named.
  private(set) var parts: [Int: [Int]] = [:]
  /// Each item's type, four letters as a number.
  private(set) var types: [Int: Int] = [:]
  /// Whether what may be there once is there again, so that readers may differ on which counts.
  private(set) var isAmbiguous = false
  /// Whether an item is coded as AV1; others that are here are of HEVC.
  private var coded: [Int: Bool] = [:]
  /// The properties in their order.
  private var properties: [Property] = []
  /// The properties of each item, counted from 1.
  private var associations: [Int: [Int]] = [:]
  /// How many properties the items have together.
  private(set) var associated = 0
  /// Stretches of the file, or of the `idat` box, with the item that they are of.
  private var extents: [(item: Int, isInBox: Bool, bytes: Range<Int>)] = []
  /// The items whose places were read.
  private var placed: Set<Int> = []
  /// The contents of the `idat` and `ipco` boxes.
  private var (box, propertyBox) = (0..<0, 0..<0)
  /// Whether items have long numbers in `iref`.
  private var isLong = false

  /// Reads the boxes; what is damaged is passed over, and left to the decoder.
  init(_ bytes: [UInt8]) {
    var (once, film): (Set<String>, Range<Int>) = ([], 0..<0)
    MediaBoxes.walk(bytes) { type, body in
      // A film's tracks have items of their own.
      if type == "moov" { film = body }
      guard !film.contains(body.lowerBound) else { return }
      if ["meta", "iloc", "iinf", "iref", "iprp", "ipco", "idat"].contains(type), !once.insert(type).inserted {
        isAmbiguous = true
      }
      if body.lowerBound >= propertyBox.lowerBound, body.upperBound <= propertyBox.upperBound, !propertyBox.isEmpty {
        properties.append(Property(type, body))
      }
      var fields = FieldReader(bytes, body)
      switch type {
      case "pitm": readPrimary(&fields)
      case "iref": isLong = fields.next(1) != 0
      case "dimg", "auxl": readReference(&fields, type, body)
      case "infe": readEntry(&fields)
      case "iloc": readPlaces(&fields)
      case "ipco": propertyBox = body
      case "ipma": readAssociations(&fields)
      case "idat": box = body
      default: break
      }
    }
  }

  /// The sizes that the codecs' own headers give, in the setups and in the items.
  func codedSizes(_ bytes: [UInt8]) -> [(width: Int, height: Int)] {
    let shown = shownItems
    let setups = shown.flatMap { associations[$0] ?? [] }.compactMap { number in
      if case .setup(let setup) = property(number) { setup } else { nil }
    }
    // Tiles share their setup.
    let inSetups = Dictionary(setups.map { ($0.bytes.lowerBound, $0) }) { first, _ in first }.values.flatMap { setup in
      setup.isAV1
        ? AV1Header.sizes(bytes, setup.bytes.dropFirst(4)) : HEVCHeader.sizes(bytes, setup: setup.bytes)
    }
    return inSetups + canvases(bytes, shown)
      + extents.flatMap { extent -> [(width: Int, height: Int)] in
        guard shown.contains(extent.item), let isAV1 = coded[extent.item] else { return [] }
        let place = place(extent, bytes)
        return isAV1 ? AV1Header.sizes(bytes, place) : HEVCHeader.sizes(bytes, units: place)
      }
  }

  private func property(_ number: Int) -> Property {
    properties.indices.contains(number - 1) ? properties[number - 1] : .other
  }

  /// How often the item is turned, mirrored or cut that is so the most often.
  var changes: Int {
    associations.values.lazy.map { numbers in
      numbers.count { if case .change = property($0) { true } else { false } }
    }.max() ?? 0
  }

  /// Bytes of all items together, each in the file at most as a whole.
  func claimed(_ bytes: [UInt8]) -> Int {
    extents.reduce(0) { $0 + place($1, bytes).count }
  }

  /// Whether more places are named than are looked at.
  var isScattered: Bool { extents.count >= PartBound.parts }

  /// Where a stretch is in the file.
  private func place(_ extent: (item: Int, isInBox: Bool, bytes: Range<Int>), _ bytes: [UInt8]) -> Range<Int> {
    let (start, end) = extent.isInBox ? (box.lowerBound, box.upperBound) : (0, bytes.count)
    let first = min(extent.bytes.lowerBound, end - start)
    return start + first..<start + min(extent.bytes.upperBound, end - start)
  }

  /// The sizes of the canvases that the shown grids are put on (ISO/IEC 23008-12, 6.6.2.3).
  private func canvases(_ bytes: [UInt8], _ shown: Set<Int>) -> [(width: Int, height: Int)] {
    shown.filter { types[$0] == Self.grid }.compactMap { item in
      let plan = extents.filter { $0.item == item }.flatMap { bytes[place($0, bytes).prefix(12)] }
      var fields = FieldReader(plan, 0..<plan.count)
      guard fields.next(1) != nil, let flags = fields.next(1), fields.next(2) != nil else { return nil }
      let size = flags & 1 == 0 ? 2 : 4
      guard let width = fields.next(size), let height = fields.next(size) else { return nil }
      return (width, height)
    }
  }

  /// Types of items that are made of others.
  static let (grid, overlay) = (0x6772_6964, 0x696F_766C)

  /// The primary item with all that it is made of; all items where it isn't one of a known type, or isn't the only one.
  var shownItems: Set<Int> {
    guard primaries.count == 1, let primary = primaries.first, coded[primary] != nil || parts[primary] != nil else {
      return Set(types.keys)
    }
    var shown: Set<Int> = []
    var open = [primary]
    while let item = open.popLast() {
      if shown.insert(item).inserted { open += parts[item] ?? [] }
    }
    return shown
  }
}

extension MediaItems {
  /// Reads which item is shown (ISO/IEC 14496-12, 8.11.4).
  private mutating func readPrimary(_ fields: inout FieldReader) {
    guard let version = fields.next(1), fields.next(3) != nil, let item = fields.next(version == 0 ? 2 : 4) else {
      return
    }
    primaries.append(item)
  }

  /// Reads a reference (ISO/IEC 14496-12, 8.11.12): what is derived names its parts, an auxiliary image whose it is.
  private mutating func readReference(_ fields: inout FieldReader, _ type: String, _ body: Range<Int>) {
    if type == "dimg" { references += body.count / 2 }
    let size = isLong ? 4 : 2
    guard let from = fields.next(size), let count = fields.next(2), count <= CodedSize.tiles else { return }
    for _ in 0..<count {
      guard let to = fields.next(size) else { return }
      if type == "dimg" { parts[from, default: []].append(to) } else { parts[to, default: []].append(from) }
    }
  }

  /// Reads an item's type (8.11.6).
  private mutating func readEntry(_ fields: inout FieldReader) {
    guard let version = fields.next(1), version >= 2, fields.next(3) != nil,
      let item = fields.next(version > 2 ? 4 : 2),
      fields.next(2) != nil, let type = fields.next(4)
    else { return }
    if types.updateValue(type, forKey: item) != nil { isAmbiguous = true }
    if type == 0x6176_3031 { coded[item] = true }  // av01
    if type == 0x6876_6331 || type == 0x6865_7631 { coded[item] = false }  // hvc1, hev1
  }

  /// Reads which properties items have (ISO/IEC 23008-12, 9.3).
  private mutating func readAssociations(_ fields: inout FieldReader) {
    guard let version = fields.next(1), let flags = fields.next(3), let count = fields.next(4) else { return }
    for _ in 0..<count {
      guard let item = fields.next(version == 0 ? 2 : 4), let properties = fields.next(1),
        associations.count < PartBound.parts
      else { return }
      for _ in 0..<properties {
        guard associated <= CodedSize.associations, let number = fields.next(flags & 1 == 0 ? 1 : 2) else { return }
        associated += 1
        // The highest bit says that the property is essential.
        associations[item, default: []].append(number & (flags & 1 == 0 ? 0x7F : 0x7FFF))
      }
    }
  }

  /// Reads where the items' bytes are (ISO/IEC 14496-12, 8.11.3).
  private mutating func readPlaces(_ fields: inout FieldReader) {
    guard let version = fields.next(1), fields.next(3) != nil, let sizes = fields.next(2) else { return }
    let number = version < 2 ? 2 : 4
    for _ in 0..<(fields.next(number) ?? 0) {
      guard let item = fields.next(number), let method = version > 0 ? fields.next(2) : 0, fields.next(2) != nil,
        let base = fields.next(sizes >> 4 & 15), let count = fields.next(2)
      else { return }
      if !placed.insert(item).inserted { isAmbiguous = true }
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
