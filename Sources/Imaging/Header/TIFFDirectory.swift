/// The first directory of a TIFF block (TIFF 6.0, section 2), in which EXIF keeps its values, too.
struct TIFFDirectory {
  private let block: [UInt8]
  private let isLittle: Bool
  /// Offset in the block.
  let start: Int
  let entries: Int

  /// Nil where the block is damaged.
  init?(_ block: [UInt8]) {
    let isLittle = block.has("II", at: 0)
    guard isLittle || block.has("MM", at: 0),
      let magic = isLittle ? block.little16(at: 2) : block.big16(at: 2), magic == 42,
      let start = isLittle ? block.little32(at: 4) : block.big32(at: 4)
    else { return nil }
    self.init(block, isLittle: isLittle, at: start)
  }

  private init?(_ block: [UInt8], isLittle: Bool, at start: Int) {
    guard let entries = isLittle ? block.little16(at: start) : block.big16(at: start) else { return nil }
    (self.block, self.isLittle, self.start, self.entries) = (block, isLittle, start, entries)
  }

  /// The directory of the next page; nil behind the last.
  var next: TIFFDirectory? {
    guard let place = long(start + 2 + 12 * entries), place > 0 else { return nil }
    return TIFFDirectory(block, isLittle: isLittle, at: place)
  }

  /// The first values of a tag, four at most, of SHORT or LONG numbers; empty where there is none.
  func values(_ tag: Int) -> [Int] {
    for entry in 0..<entries {
      let offset = start + 2 + 12 * entry
      guard let found = short(offset) else { return [] }
      guard found == tag else { continue }
      let isShort = short(offset + 2) == 3
      let count = min(long(offset + 4) ?? 0, 4)
      let place = count * (isShort ? 2 : 4) > 4 ? long(offset + 8) ?? block.count : offset + 8
      return (0..<count).compactMap { isShort ? short(place + 2 * $0) : long(place + 4 * $0) }
    }
    return []
  }

  /// The tag of an entry, and how many bytes of values it claims; nil beyond the block's end.
  func claim(_ entry: Int) -> (tag: Int, bytes: Int)? {
    let offset = start + 2 + 12 * entry
    guard let tag = short(offset), let type = short(offset + 2), let count = long(offset + 4) else { return nil }
    let sizes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 8, 8, 8, 8, 8]
    return (tag, count * (sizes.indices.contains(type) ? sizes[type] : 0))
  }

  private func short(_ offset: Int) -> Int? { isLittle ? block.little16(at: offset) : block.big16(at: offset) }

  private func long(_ offset: Int) -> Int? { isLittle ? block.little32(at: offset) : block.big32(at: offset) }
}
