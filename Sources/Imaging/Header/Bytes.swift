// Reads numbers from untrusted bytes: every reader returns nil at the end.
extension [UInt8] {
  /// The bytes without some stretches of them, which are in order and don't overlap.
  func without(_ stretches: [Range<Int>]) -> [UInt8] {
    var kept: [UInt8] = []
    kept.reserveCapacity(count)
    var start = 0
    for stretch in stretches {
      kept += self[start..<stretch.lowerBound]
      start = stretch.upperBound
    }
    kept += self[start...]
    return kept
  }

  func has(_ text: String, at offset: Int) -> Bool {
    let wanted = text.utf8
    guard offset >= 0, offset <= count, count - offset >= wanted.count else { return false }
    return self[offset..<offset + wanted.count].elementsEqual(wanted)
  }

  func big16(at offset: Int) -> Int? {
    guard offset >= 0, count >= 2, offset <= count - 2 else { return nil }
    return Int(self[offset]) << 8 | Int(self[offset + 1])
  }

  func big32(at offset: Int) -> Int? {
    guard let high = big16(at: offset), let low = big16(at: offset + 2) else { return nil }
    return high << 16 | low
  }

  func little16(at offset: Int) -> Int? { big16(at: offset).map { $0 >> 8 | ($0 & 0xFF) << 8 } }

  func little32(at offset: Int) -> Int? {
    guard let low = little16(at: offset), let high = little16(at: offset + 2) else { return nil }
    return high << 16 | low
  }

  func little24(at offset: Int) -> Int? {
    guard let low = little16(at: offset), offset + 2 < count else { return nil }
    return Int(self[offset + 2]) << 16 | low
  }
}
