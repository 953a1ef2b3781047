/// Where things stand in the file of an index; all numbers are little-endian.
///
/// A header of 64 bytes (magic, then count, width, bytes of names and of thumbnails as 64 bits each); the rows of signed bytes, which
/// all are compared; as many of what they leave of a value, in parts of 254, by which the best are compared again; the
/// scales as 32-bit floats; a record of 64 bytes per image; the names; the thumbnails. Each part begins at a multiple of 64.
struct IndexLayout: Hashable, Sendable {
  let count: Int
  let width: Int
  let nameBytes: Int
  let thumbnailBytes: Int

  static let magic = Array("dogbreed index 1".utf8)
  static let headerLength = 64
  static let recordLength = 64
  /// Images that an index may hold.
  static let mostImages = 1 << 27

  var rows: Range<Int> { Self.headerLength..<(Self.headerLength + count * width) }
  var rests: Range<Int> { Self.next(rows, count * width) }
  var scales: Range<Int> { Self.next(rests, count * 4) }
  var records: Range<Int> { Self.next(scales, count * Self.recordLength) }
  var names: Range<Int> { Self.next(records, nameBytes) }
  var thumbnails: Range<Int> { Self.next(names, thumbnailBytes) }

  /// The part of `length` bytes that follows another one.
  private static func next(_ part: Range<Int>, _ length: Int) -> Range<Int> {
    let start = (part.upperBound + 63) / 64 * 64
    return start..<(start + length)
  }

  /// The header, for a file that begins so.
  var header: [UInt8] {
    let numbers = [count, width, nameBytes, thumbnailBytes].flatMap { number in
      withUnsafeBytes(of: UInt64(number).littleEndian, Array.init)
    }
    return Self.magic + numbers + [UInt8](repeating: 0, count: Self.headerLength - Self.magic.count - numbers.count)
  }
}

extension IndexLayout {
  /// Reads a header; nil where it isn't one, or where a file of `size` bytes can't be what it says.
  init?(_ bytes: [UInt8], size: Int) {
    guard bytes.count >= Self.headerLength, bytes.starts(with: Self.magic) else { return nil }
    let numbers = (0..<4).map { place in
      bytes.withUnsafeBytes {
        UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: Self.magic.count + place * 8, as: UInt64.self))
      }
    }
    guard numbers[0] <= UInt64(Self.mostImages), (1...UInt64(FeatureIndex.widest)).contains(numbers[1]),
      numbers[2] <= UInt64(size), numbers[3] <= UInt64(size)
    else { return nil }
    (count, width) = (Int(numbers[0]), Int(numbers[1]))
    (nameBytes, thumbnailBytes) = (Int(numbers[2]), Int(numbers[3]))
    guard thumbnails.upperBound == size else { return nil }
  }
}
