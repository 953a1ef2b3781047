/// The largest frame that AV1's sequence headers allow (AV1 Bitstream & Decoding Process Specification, 5.5).
enum AV1Header {
  /// The sizes in a run of open bitstream units; of very many units or frames, `CodedSize.unknown`.
  static func sizes(_ bytes: [UInt8], _ range: Range<Int>) -> [(width: Int, height: Int)] {
    var sizes: [(width: Int, height: Int)] = []
    var place = range.lowerBound
    var (units, frames) = (0, 0)
    while place < range.upperBound {
      units += 1
      guard units <= CodedSize.units else { return [CodedSize.unknown] }
      let head = bytes[place]
      // A frame, or a frame's header.
      if [3, 6].contains(head >> 3 & 15) { frames += 1 }
      guard frames <= CodedSize.frames else { return [CodedSize.unknown] }
      place += head & 4 != 0 ? 2 : 1
      // A unit without a length is the last.
      var length = range.upperBound - place
      if head & 2 != 0 {
        guard let (value, count) = length128(bytes, place, range.upperBound) else { break }
        place += count
        length = value
      }
      let end = min(place + length, range.upperBound)
      if head >> 3 & 15 == 1, place < end, let size = sequence(BitReader(bytes[place..<end])) { sizes.append(size) }
      place = end
    }
    return sizes
  }

  /// A number of seven bits a byte, and how many bytes it takes (`leb128`).
  private static func length128(_ bytes: [UInt8], _ place: Int, _ end: Int) -> (value: Int, count: Int)? {
    var value = 0
    for count in 0..<8 {
      guard place + count < end else { return nil }
      value |= Int(bytes[place + count] & 0x7F) << (7 * count)
      if bytes[place + count] < 0x80 { return value <= Int(UInt32.max) ? (value, count + 1) : nil }
    }
    return nil
  }

  private static func sequence(_ bits: BitReader) -> (width: Int, height: Int)? {
    var bits = bits
    guard bits.skip(4), let isReduced = bits.next(1) else { return nil }
    guard isReduced == 1 ? bits.skip(5) : skipOperatingPoints(&bits) else { return nil }
    guard let across = bits.next(4), let down = bits.next(4), let width = bits.next(across + 1),
      let height = bits.next(down + 1)
    else { return nil }
    return (width + 1, height + 1)
  }

  /// Moves past timing and operating points; false at the end.
  private static func skipOperatingPoints(_ bits: inout BitReader) -> Bool {
    var delay = 0
    guard let hasTiming = bits.next(1) else { return false }
    if hasTiming == 1 {
      guard bits.skip(64), let isEqual = bits.next(1), isEqual == 0 || bits.exponential() != nil,
        let hasModel = bits.next(1)
      else { return false }
      if hasModel == 1 {
        guard let length = bits.next(5), bits.skip(42) else { return false }
        delay = length + 1
      }
    }
    guard let hasDisplayDelay = bits.next(1), let points = bits.next(5) else { return false }
    for _ in 0...points {
      guard bits.skip(12), let level = bits.next(5), bits.skip(level > 7 ? 1 : 0) else { return false }
      if delay > 0 {
        guard let isModelled = bits.next(1), bits.skip(isModelled == 1 ? 2 * delay + 1 : 0) else { return false }
      }
      if hasDisplayDelay == 1 {
        guard let isDelayed = bits.next(1), bits.skip(isDelayed == 1 ? 4 : 0) else { return false }
      }
    }
    return true
  }
}
