/// Reads forward through part of a file; every step is checked against the part's end.
struct ByteReader {
  let file: FileBytes
  private(set) var position: Int
  let end: Int

  /// - Throws: `WeightsError.malformed` where the part reaches beyond the file.
  init(_ file: FileBytes, at position: Int = 0, end: Int? = nil) throws(WeightsError) {
    let end = end ?? file.count
    guard 0 <= position, position <= end, end <= file.count else {
      throw .malformed(file: file.name, reason: "bytes \(position) to \(end) are referenced, but it has \(file.count)")
    }
    self.file = file
    self.position = position
    self.end = end
  }

  var remaining: Int { end - position }

  /// Skips `count` bytes and returns their range.
  mutating func skip(_ count: Int) throws(WeightsError) -> Range<Int> {
    guard count >= 0, count <= remaining else {
      throw .malformed(file: file.name, reason: "it ends \(count - remaining) bytes early")
    }
    defer { position += count }
    return position..<position + count
  }

  /// A little-endian number.
  mutating func number<Number: FixedWidthInteger & BitwiseCopyable>(
    _ type: Number.Type = Number.self
  ) throws(WeightsError) -> Number {
    let range = try skip(MemoryLayout<Number>.size)
    return Number(littleEndian: file.withBytes(range) { $0.loadUnaligned(as: Number.self) })
  }

  /// A little-endian number that must be a place or a length.
  mutating func length<Number: FixedWidthInteger & BitwiseCopyable>(
    _ type: Number.Type
  ) throws(WeightsError) -> Int {
    let found = try number(type)
    guard let length = Int(exactly: found), length >= 0 else {
      throw .malformed(file: file.name, reason: "it claims a length of \(found)")
    }
    return length
  }

  mutating func bytes(_ count: Int) throws(WeightsError) -> [UInt8] {
    file.withBytes(try skip(count)) { Array($0) }
  }

  /// UTF-8, valid.
  mutating func text(_ count: Int) throws(WeightsError) -> String {
    let bytes = try bytes(count)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .malformed(file: file.name, reason: "a name in it is not UTF-8")
    }
    return text
  }
}
