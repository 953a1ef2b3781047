/// The boxes of an ISO base media file (ISO/IEC 14496-12, 4.2; for images ISO/IEC 23008-12).
enum MediaBoxes {
  /// Counts boxes and those within them; stops once there are more than `limit`.
  static func count(_ bytes: [UInt8], limit: Int) -> Int { walk(bytes, limit: limit) { _, _ in } }

  /// Calls `visit` with the type and the content's place of each box and those within it, until there are more than
  /// `limit`; returns how many there were.
  @discardableResult
  static func walk(
    _ bytes: [UInt8], limit: Int = PartBound.parts, _ visit: (String, Range<Int>) -> Void
  ) -> Int {
    var count = 0
    // Where boxes are still to be read, the innermost last: from here to there.
    var open = [(start: 0, end: bytes.count)]
    while let (start, end) = open.popLast() {
      guard count <= limit, start + 8 <= end, let short = bytes.big32(at: start) else { continue }
      count += 1
      var (header, size) = (8, short)
      if short == 1, let high = bytes.big32(at: start + 8), let low = bytes.big32(at: start + 12) {
        (header, size) = (16, high > 0 ? end - start : low)
      } else if short == 0 {
        size = end - start
      }
      guard size >= header else { continue }
      let next = min(start + size, end)
      if start + header <= next {
        visit(String(decoding: bytes[start + 4..<start + 8], as: UTF8.self), start + header..<next)
      }
      open.append((next, end))
      if let skipped = contents(bytes, at: start) { open.append((start + header + skipped, next)) }
    }
    return count
  }

  /// How many bytes of its own a box has before those in it; nil for one that holds none.
  private static func contents(_ bytes: [UInt8], at start: Int) -> Int? {
    func has(_ types: String...) -> Bool { types.contains { bytes.has($0, at: start + 4) } }
    if has("iprp", "ipco", "dinf", "moov", "trak", "mdia", "minf", "stbl") { return 0 }
    if has("meta", "iref", "grpl") { return 4 }
    if has("dref", "stsd") { return 8 }
    // A version, and the number of entries in two bytes or four.
    if has("iinf") { return start + 8 < bytes.count && bytes[start + 8] == 0 ? 6 : 8 }
    return nil
  }
}
