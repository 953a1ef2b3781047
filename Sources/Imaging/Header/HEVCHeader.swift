/// The frame sizes that HEVC's sequence parameter sets give (ITU-T H.265, 7.3.2.2).
enum HEVCHeader {
  /// The sizes in the arrays of an `hvcC` box (ISO/IEC 14496-15, 8.3.3).
  static func sizes(_ bytes: [UInt8], setup: Range<Int>) -> [(width: Int, height: Int)] {
    var sizes: [(width: Int, height: Int)] = []
    var place = setup.lowerBound + 23
    while place + 3 <= setup.upperBound, let count = bytes.big16(at: place + 1) {
      place += 3
      for _ in 0..<count {
        guard place + 2 <= setup.upperBound, let length = bytes.big16(at: place) else { return sizes }
        let unit = place + 2..<min(place + 2 + length, setup.upperBound)
        if let size = size(bytes, unit: unit) { sizes.append(size) }
        place = unit.upperBound
      }
    }
    return sizes
  }

  /// The sizes in an item's units, each after its length in four bytes; of very many units or frames,
  /// `CodedSize.unknown`.
  static func sizes(_ bytes: [UInt8], units: Range<Int>) -> [(width: Int, height: Int)] {
    var sizes: [(width: Int, height: Int)] = []
    var (place, count, frames) = (units.lowerBound, 0, 0)
    while place + 4 <= units.upperBound, let length = bytes.big32(at: place) {
      count += 1
      guard count <= CodedSize.units else { return [CodedSize.unknown] }
      let unit = place + 4..<min(place + 4 + length, units.upperBound)
      // The first slice of a frame (7.3.6.1, table 7-1).
      if unit.count > 2, bytes[unit.lowerBound] >> 1 & 63 < 32, bytes[unit.lowerBound + 2] & 0x80 != 0 { frames += 1 }
      guard frames <= CodedSize.frames else { return [CodedSize.unknown] }
      if let size = size(bytes, unit: unit) { sizes.append(size) }
      place = unit.upperBound
    }
    return sizes
  }

  /// The size in a unit; nil for one that isn't a sequence parameter set.
  private static func size(_ bytes: [UInt8], unit: Range<Int>) -> (width: Int, height: Int)? {
    guard unit.count > 2, bytes[unit.lowerBound] >> 1 & 63 == 33 else { return nil }
    var bits = BitReader(raw(bytes[unit.dropFirst(2).prefix(512)])[...])
    guard bits.skip(4), let layers = bits.next(3), bits.skip(1 + 96) else { return nil }
    var length = 0
    for layer in 0..<(layers > 0 ? 8 : 0) {
      guard let flags = bits.next(2) else { return nil }
      if layer < layers { length += (flags >> 1) * 88 + (flags & 1) * 8 }
    }
    guard bits.skip(length), bits.exponential() != nil, let chroma = bits.exponential(), bits.skip(chroma == 3 ? 1 : 0),
      let width = bits.exponential(), let height = bits.exponential()
    else { return nil }
    return (width, height)
  }

  /// The bytes without the 3 that is put in after two zeros (7.3.1.1).
  private static func raw(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var (raw, zeros): ([UInt8], Int) = ([], 0)
    for byte in bytes {
      if zeros >= 2, byte == 3 {
        zeros = 0
        continue
      }
      zeros = byte == 0 ? zeros + 1 : 0
      raw.append(byte)
    }
    return raw
  }
}
