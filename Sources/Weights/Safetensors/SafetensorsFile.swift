import Foundation

/// A memory-mapped safetensors file: eight bytes of header length, a JSON header, then the arrays without a gap.
///
/// Format: https://github.com/huggingface/safetensors. The whole header is checked when the file is opened; bytes of
/// an array are touched only when it is read.
package struct SafetensorsFile: WeightSource {
  package enum Limits {
    /// The form itself allows 100 MB; the largest header of a network here has 100 kB.
    package static let header = 16 << 20
    /// The most dimensions that an array may have.
    package static let rank = 8
  }

  /// The file's location.
  package let url: URL
  /// The free text of the header's `__metadata__`.
  package let metadata: [String: String]
  /// In the order of their bytes in the file.
  package let names: [String]
  private let entries: [String: SafetensorsHeader.Entry]
  private let dataStart: Int
  private let bytes: FileBytes

  /// - Throws: `WeightsError` where the file can't be read or violates the format.
  package init(_ url: URL) throws(WeightsError) {
    try self.init(try FileBytes(mapping: url), url: url)
  }

  package init(_ bytes: FileBytes) throws(WeightsError) {
    try self.init(bytes, url: URL(filePath: bytes.name))
  }

  private init(_ bytes: FileBytes, url: URL) throws(WeightsError) {
    var reader = try ByteReader(bytes)
    let length = try reader.length(UInt64.self)
    guard length <= Limits.header else {
      throw .tooLarge(file: bytes.name, what: "bytes of header", found: length, limit: Limits.header)
    }
    let text = try reader.bytes(length)
    let header = try SafetensorsHeader(text, dataLength: reader.remaining, file: bytes.name)
    self.url = url
    self.bytes = bytes
    metadata = header.metadata
    entries = header.entries
    names = header.names
    dataStart = reader.position
  }

  /// Whether the file begins as the form does: with the length of a header that no other format's first bytes give, and
  /// the header's brace.
  ///
  /// The header may still be longer than the file, which is then truncated.
  static func matches(_ bytes: FileBytes) -> Bool {
    guard bytes.count > 8 else { return false }
    return bytes.withBytes(0..<9) { start in
      start[8] == UInt8(ascii: "{") && start[4..<8].allSatisfy { $0 == 0 }
    }
  }

  package func shape(of name: String) throws(WeightsError) -> [Int] { try entry(name).shape }

  /// The type of an array's elements, as they are stored. Throws `WeightsError.missing`.
  package func elementType(of name: String) throws(WeightsError) -> ElementType { try entry(name).type }

  /// An array's position, in bytes from the start of the file.
  package func extent(of name: String) throws(WeightsError) -> Range<Int> {
    let range = try entry(name).range
    return dataStart + range.lowerBound..<dataStart + range.upperBound
  }

  package func array(_ name: String) throws(WeightsError) -> WeightArray {
    let entry = try entry(name)
    guard let layout = StridedLayout(contiguous: entry.shape) else {
      throw .malformed(file: bytes.name, reason: "\"\(name)\" has a shape that overflows")
    }
    try bytes.requireMemory(floats: layout.count)
    let values = bytes.withBytes(try extent(of: name)) { entry.type.floats($0, layout) }
    return WeightArray(shape: entry.shape, values: values)
  }

  /// The first array of 32-bit floats that holds an infinity or what isn't a number; nil where all are finite.
  package func firstNotFinite() throws(WeightsError) -> String? {
    for name in names where try entry(name).type == .f32 {
      let isFinite = bytes.withBytes(try extent(of: name)) { bytes in
        // The largest exponent of all, without a branch, so that many are looked at in one step.
        var largest: UInt32 = 0
        for offset in stride(from: 0, to: bytes.count, by: 4) {
          largest = max(largest, bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self) & 0x7F80_0000)
        }
        return largest != 0x7F80_0000
      }
      if !isFinite { return name }
    }
    return nil
  }

  private func entry(_ name: String) throws(WeightsError) -> SafetensorsHeader.Entry {
    guard let entry = entries[name] else { throw .missing(name: name, file: bytes.name) }
    return entry
  }
}
