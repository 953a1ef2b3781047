/// The checked header of a safetensors file.
struct SafetensorsHeader {
  struct Entry: Sendable, Hashable {
    var type: ElementType
    var shape: [Int]
    /// In bytes from the start of the data.
    var range: Range<Int>
  }

  private(set) var metadata: [String: String] = [:]
  private(set) var entries: [String: Entry] = [:]
  /// In the order of their bytes; arrays without elements by name.
  private(set) var names: [String] = []

  /// - Throws: `WeightsError` for anything the form forbids: a name twice, unknown fields or types, a range that
  ///   overlaps, leaves a gap, reaches beyond the data or isn't as long as shape and type say.
  init(_ text: [UInt8], dataLength: Int, file: String) throws(WeightsError) {
    var scanner = try HeaderScanner(text, file: file)
    var sawMetadata = false
    try scanner.object { (scanner, key) throws(WeightsError) in
      if key == "__metadata__" {
        guard !sawMetadata else { throw scanner.malformed("it has __metadata__ twice") }
        sawMetadata = true
        metadata = try Self.metadata(&scanner)
      } else {
        guard entries[key] == nil else { throw scanner.malformed("it has \"\(key)\" twice") }
        entries[key] = try Self.entry(&scanner, key)
      }
    }
    try scanner.finish()
    names = entries.keys.sorted { first, second in
      let (one, other) = (entries[first]?.range ?? 0..<0, entries[second]?.range ?? 0..<0)
      return (one.lowerBound, one.upperBound, first) < (other.lowerBound, other.upperBound, second)
    }
    var end = 0
    for name in names {
      guard let range = entries[name]?.range, range.lowerBound == end else {
        throw scanner.malformed("the bytes of \"\(name)\" don't follow the previous ones")
      }
      end = range.upperBound
    }
    guard end == dataLength else {
      throw scanner.malformed("its arrays take \(end) bytes, but \(dataLength) are there")
    }
  }

  private static func metadata(_ scanner: inout HeaderScanner) throws(WeightsError) -> [String: String] {
    var metadata: [String: String] = [:]
    try scanner.object { (scanner, key) throws(WeightsError) in
      guard metadata[key] == nil else { throw scanner.malformed("its __metadata__ has \"\(key)\" twice") }
      metadata[key] = try scanner.string()
    }
    return metadata
  }

  private static func entry(_ scanner: inout HeaderScanner, _ name: String) throws(WeightsError) -> Entry {
    var type: ElementType?
    var shape: [Int]?
    var offsets: [Int]?
    try scanner.object { (scanner, key) throws(WeightsError) in
      switch key {
      case "dtype" where type == nil:
        let word = try scanner.string()
        guard let known = ElementType(rawValue: word) else {
          throw .unsupported(file: scanner.file, what: "the number type \"\(word)\"")
        }
        type = known
      case "shape" where shape == nil: shape = try scanner.integers(limit: SafetensorsFile.Limits.rank)
      case "data_offsets" where offsets == nil: offsets = try scanner.integers(limit: 2)
      default: throw scanner.malformed("\"\(name)\" has an unexpected field \"\(key)\"")
      }
    }
    guard let type, let shape, let offsets, offsets.count == 2 else {
      throw scanner.malformed("\"\(name)\" lacks its dtype, its shape or its two data_offsets")
    }
    guard offsets[0] <= offsets[1], let layout = StridedLayout(contiguous: shape) else {
      throw scanner.malformed("\"\(name)\" ends before it begins or has a shape that overflows")
    }
    let length = layout.count.multipliedReportingOverflow(by: type.size)
    guard !length.overflow, length.partialValue == offsets[1] - offsets[0] else {
      throw scanner.malformed("\"\(name)\" of shape \(shape) doesn't fit its \(offsets[1] - offsets[0]) bytes")
    }
    return Entry(type: type, shape: shape, range: offsets[0]..<offsets[1])
  }
}
